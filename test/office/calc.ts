import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Formats that Calc writes, by the ending of the file. */
const filters = { xlsx: 'Calc MS Excel 2007 XML', xls: 'MS Excel 97', ods: 'calc8' };

/** Runs LibreOffice with its own profile inside `folder`. */
function soffice(folder: string, ...flags: readonly string[]): void {
  const profile = pathToFileURL(join(folder, 'profile')).href;
  const all = [`-env:UserInstallation=${profile}`, '--headless', '--norestore', ...flags];
  execFileSync('soffice', all, { stdio: 'ignore', timeout: 900_000 });
}

/** Has Calc save flat workbooks of `folder` in another format, beside them. */
export function convert(folder: string, ending: keyof typeof filters, paths: readonly string[]): void {
  soffice(folder, '--convert-to', `${ending}:${filters[ending]}`, '--outdir', folder, ...paths);
}

const macro = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Lock" script:language="StarBasic">
Sub Store(source As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName"
  how(0).Value = "${filters.xlsx}"
  how(1).Name = "EncryptionData"
  how(1).Value = createUnoService("com.sun.star.comp.oox.crypto.StrongEncryptionDataSpace").createEncryptionData("secret")
  document.storeToURL(target, how())
  document.close(True)
End Sub
</script:module>
`;

/** Has Calc save a workbook as .xlsx under a password. The profile must exist already: a new one loses its macros. */
export function lock(folder: string, source: string, target: string): void {
  const library = join(folder, 'profile/user/basic/Standard');
  const list = join(library, 'script.xlb');
  const entry = '<library:element library:name="Lock"/>';
  const known = readFileSync(list, 'utf8');
  if (!known.includes(entry)) {
    writeFileSync(list, known.replace('</library:library>', `${entry}</library:library>`));
  }
  writeFileSync(join(library, 'Lock.xba'), macro);
  const [from, to] = [source, target].map((path) => pathToFileURL(path).href);
  soffice(folder, `macro:///Standard.Lock.Store("${from}","${to}")`);
}
