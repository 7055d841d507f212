/**
 * Every way in which a row, a file or a send can fail, in one table. The README's table, the report's columns
 * and what the doors print all come from here. A code is public: it never changes its meaning.
 */
export type FailureFamily =
  | 'row'
  | 'reference'
  | 'file'
  | 'refused'
  | 'failed'
  | 'books'
  | 'usage'
  | 'machine'
  | 'warning';

interface FailureKind {
  readonly family: FailureFamily;
  /** What is wrong, as a sentence without the value. */
  readonly sentence: string;
  /** What the person can do about it. */
  readonly remedy: string;
  /** True where the same row may fare better later without being changed. */
  readonly waitingHelps: boolean;
}

const kindOf =
  (family: FailureFamily, waitingHelps = false) =>
  (sentence: string, remedy: string): FailureKind => ({ family, sentence, remedy, waitingHelps });

const row = kindOf('row');
const reference = kindOf('reference');
const file = kindOf('file');
const refused = kindOf('refused');
const failed = kindOf('failed');
const books = kindOf('books');
const usage = kindOf('usage');
const machine = kindOf('machine');
const passing = kindOf('machine', true);
const warning = kindOf('warning');

export const failures = {
  amount_missing: row('The amount is empty.', 'Type it as the column writes it.'),
  amount_unreadable: row(
    'The amount is not a number.',
    'Type digits and at most one decimal mark, as the column writes it.',
  ),
  amount_ambiguous: row(
    'The amount can be read in two ways.',
    'Type it with two decimals, as the column writes it.',
  ),
  amount_not_positive: row(
    'The amount is zero or negative.',
    'Type an amount above zero, or take the row out.',
  ),
  amount_too_many_decimals: row(
    'The amount has more than two decimals.',
    'Round it to whole cents yourself.',
  ),
  amount_above_ceiling: row(
    'The amount is above the ceiling.',
    'Split the refund, or raise LINKMILL_AMOUNT_MAX if Bridge allows more.',
  ),
  currency_not_supported: row(
    'The currency is not EUR.',
    'Bridge makes links in EUR only: convert the amount.',
  ),
  iban_missing: row(
    'The row has no IBAN.',
    'Type the IBAN, or say --default-beneficiary if the account of the dashboard is meant.',
  ),
  iban_malformed: row(
    'The IBAN has a wrong shape.',
    'Copy it again: two letters, two digits, then letters and digits.',
  ),
  iban_length_wrong: row('The IBAN has the wrong length for its country.', 'Copy it again, whole.'),
  iban_country_not_sepa: row('The country of the IBAN is not in SEPA.', 'Refund this person in another way.'),
  iban_checksum_wrong: row(
    'The check digits of the IBAN do not fit.',
    'A character is mistyped: ask for the IBAN again.',
  ),
  iban_destroyed: row(
    'A spreadsheet turned the IBAN into a number.',
    'Its digits are lost: type the IBAN again, in a cell that is formatted as text.',
  ),
  iban_is_rib: row(
    'This is a RIB, not an IBAN.',
    'Ask for the IBAN: it is the RIB with FR and two digits before it.',
  ),
  beneficiary_name_missing: row(
    'The beneficiary has no name.',
    'Fill beneficiary_company_name, or beneficiary_first_name and beneficiary_last_name.',
  ),
  name_incomplete: row(
    'A name has a first or a last name only.',
    'Fill both, or use the company name column.',
  ),
  name_twice: row('A name is given both as a person and as a company.', 'Keep one of the two.'),
  name_not_split: row(
    'The name stands in one cell, and the file does not prove which part is the first name.',
    'Give first and last name in two columns, or say --full-names company.',
  ),
  name_too_long: row('A name is longer than 35 characters.', 'Shorten it as the bank knows it.'),
  name_without_letter: row('A name has no letter.', 'Type the name.'),
  name_is_no_name: row(
    'The name is something else: an IBAN, an amount, an e-mail address or a date.',
    'Type the name; where the whole column is wrong, say which one holds the names with --map.',
  ),
  text_damaged: row(
    'Letters of a text were lost or replaced before the file came.',
    'Type it again, or export the list once more as CSV UTF-8.',
  ),
  html_entities: row(
    'A text was escaped for a web page (HTML entities).',
    'Type it as proposed, or export the list as plain text.',
  ),
  characters_not_allowed: row('A character is not allowed by the provider.', 'Replace it as proposed.'),
  label_missing: row('The label comes out empty.', 'Fill the columns that the label is made from.'),
  label_too_long: row('The label is longer than 140 characters.', 'Shorten it; many banks show 40.'),
  end_to_end_id_too_long: row('The end-to-end id is longer than 35 characters.', 'Shorten it.'),
  reference_too_long: row('The reference is longer than 100 characters.', 'Shorten it.'),
  payer_reference_too_long: row('The payer reference is longer than 35 characters.', 'Shorten it.'),
  expiry_unreadable: row(
    'The expiry is not a date.',
    'Type an ISO date, for instance 2026-12-31 or 2026-12-31T18:00:00Z.',
  ),
  expiry_ambiguous: row(
    'The expiry can be read in two ways.',
    'Type it as 2026-03-01, or say --dates dmy or --dates mdy.',
  ),
  expiry_past: row('The expiry is in the past.', 'Type a later date.'),
  expiry_too_far: row(
    'The expiry is more than 90 days ahead.',
    'Type an earlier date: Bridge takes 90 days at most.',
  ),
  callback_url_invalid: row(
    'The callback address is not an https address.',
    'Type an address that begins with https://.',
  ),
  row_ragged: row(
    'The row has more or fewer cells than the header.',
    'Put quotes around cells that hold a separator, or fill in the missing cells.',
  ),
  row_only_amount: row(
    'The row has nothing but an amount.',
    'Say whose it is, or take it out if it is a total.',
  ),
  row_left_out: row(
    'The row was left out: it is none of those that --only names.',
    'Nothing, if this is meant; in a file of ours, empty its failure_code to pay it.',
  ),
  remark_names_account: row(
    'A remark names another account than the row.',
    'Find out which one is right: put it into the IBAN of the row, and take it out of the remark.',
  ),
  nul_byte: row('A cell holds a NUL byte.', 'Save the file again as CSV UTF-8.'),
  cell_error: row('A cell holds an error of the spreadsheet.', 'Mend the formula, and save the file again.'),
  cell_struck: row(
    'A cell is struck through, or a part of it.',
    'Delete what does not count, and undo the strike-through of the rest.',
  ),
  row_hidden: row(
    'The row, or a cell of it, is hidden in the sheet.',
    'Show it if it is to be refunded, or delete it; in a file of ours, empty its failure_code.',
  ),
  payer_unknown: row(
    'The row does not say who pays, and no payer was given for the batch.',
    'Fill the payer columns, or give --payer-company.',
  ),

  reference_repeated: reference(
    'The reference stands twice in the file.',
    'Give each refund a reference of its own.',
  ),
  reference_conflict: reference(
    'The reference belongs to an earlier row with other contents.',
    'If this is another refund, give it a reference of its own; if it is the same one, take the row out.',
  ),

  file_missing: file('The file cannot be read.', 'Check the name and the rights.'),
  file_empty: file('The file is empty.', 'Export the list again.'),
  file_binary: file('The file is neither text nor an .xlsx workbook.', 'Save it as .xlsx or as CSV UTF-8.'),
  file_damaged: file('The file is damaged.', 'Save or export it again.'),
  file_locked: file('The workbook is protected by a password.', 'Save it without one.'),
  file_too_large: file(
    'The file is larger than allowed.',
    'Split it, or raise LINKMILL_MAX_FILE_MB or LINKMILL_MAX_ROWS if it is right.',
  ),
  encoding_unclear: file('The file does not prove how its characters are encoded.', 'Save it as CSV UTF-8.'),
  sheet_unknown: file('The file has no such sheet.', 'Name one that it has, or leave --sheet out.'),
  sheet_unclear: file('Several sheets of the workbook could be the list.', 'Say which one: --sheet NAME.'),
  file_without_rows: file('The file has a header and no rows.', 'Export the list again.'),
  file_changed: file('The file changed while it was read.', 'Wait until it is written, then run again.'),
  header_missing: file(
    'The first line is not a header.',
    'Begin the file with a line of column names, among them amount and iban.',
  ),
  column_missing: file('A needed column is missing.', 'Add it.'),
  column_unknown: file(
    'A column name looks misspelt.',
    'Correct it, or rename the column if something else is meant.',
  ),
  column_repeated: file('A column stands twice.', 'Take one out.'),
  column_unclear: file('A column can mean two things.', 'Say what it means with --map.'),
  column_hidden: file(
    'A column of the sheet that is hidden would be used.',
    'Say with --map that it is meant, or show it in the sheet.',
  ),
  rows_unclear: file(
    'A column says that not all rows are alike: some may not be meant to be paid.',
    'Say with --only "COLUMN=VALUE" which rows are to be paid, more than once for several values; if the column changes nothing, ignore it with --map.',
  ),
  rows_done: file(
    'A column says of every row that it needs no payment any more.',
    'Look at the list; if its rows are to be paid all the same, say so with --only "COLUMN=VALUE".',
  ),
  map_remembered: file(
    'The columns of such a file were mapped before.',
    'Say --map last to map them so again.',
  ),
  map_unknown: file('No mapping of such a file is remembered.', 'Say what the columns mean with --map.'),
  amount_unit_unclear: file(
    'The amounts may be euros or cents.',
    'Say --amounts euros or --amounts cents, or give --expect-sum.',
  ),
  amounts_parted: file(
    'The amounts look parted by their decimal commas: beside each whole amount stand one or two digits.',
    'Export it with semicolons, or with the amounts in quotes; if they are whole, say --decimal point.',
  ),
  names_damaged: file(
    'Names of the file were read in another encoding before it came: some for sure, others perhaps.',
    'Export the list once more as CSV UTF-8, or type the names of the first line again if the second is right.',
  ),
  second_header: file(
    'A line below the header names the columns in another order.',
    'Put each table into a file or a sheet of its own.',
  ),
  amounts_not_positive: file(
    'No amount of the file is above zero.',
    'Exports of banks write what was paid with a minus: take the minus signs out if these are refunds to be paid.',
  ),
  mended_unread: file(
    'Rejected rows that come back cannot be read as they were before.',
    'Hand them in apart, with the columns that were added to them as they were.',
  ),
  totals_differ: file(
    'The rows do not come to the total that was declared.',
    'Find the difference first: nothing is sent.',
  ),
  quote_broken: file(
    'A quoted cell is not closed, or is followed by text.',
    'Put the whole cell in quotes and double those inside it, or take the quotes out.',
  ),
  field_too_large: file('A line is larger than a row can be.', 'Look for a quote that is not closed.'),
  rows_rejected: file('Rows were rejected.', 'Mend them, or send the others with --skip-rejected.'),
  too_many_rows: file(
    'The file has more rows than --max-rows allows.',
    'Raise --max-rows if the file is right.',
  ),
  sum_above_maximum: file('The sum is above --max-sum.', 'Raise --max-sum if the file is right.'),
  options_differ: file(
    'The same content was handed in before with other options.',
    'Use the same options to go on. --again WORD repeats on purpose, but only rows without a reference of their own.',
  ),
  duplicates_not_accepted: file(
    'Rows look like a payment that is made under another reference.',
    'Take them out, or say --accept-duplicates "reason".',
  ),

  night_ceiling: file(
    'The file is above what the schedule allows for one night.',
    'Hand it in by `linkmill run` if it is right. To raise --max-rows or --max-sum: `linkmill schedule remove NAME`, then add it again; its history stays.',
  ),
  totals_missing: file(
    'The file declares no total, and the schedule requires one.',
    'Export it with a line of totals.',
  ),
  night_obstacle: file(
    'Something on the machine stood in the way of the file.',
    'See why: `linkmill schedule history`. The next slot tries again.',
  ),
  files_too_many: file(
    'More files came than one slot takes.',
    'Nothing: the next slot takes it, or run the schedule by hand.',
  ),
  file_stays: file(
    'The file was taken, and could not be removed from the inbox.',
    'Remove it yourself, and give the user of the worker the right to: the folder may be sticky, or a program holds the file open. It is not taken again.',
  ),
  file_grew: file(
    'The file was written on after it was taken: the rows that came later were not read.',
    'Put the whole file into the inbox again: no row that has a link is sent twice. A marker (--marker) or a longer --stable-for keeps it from happening.',
  ),
  file_may_be_cut: file(
    'The last line of the file is not ended: its writer may have died.',
    'Export it again; say --allow-open-end if the exporter always writes so.',
  ),
  file_growing: file(
    'The file was still being written.',
    'Nothing, if the next slot may take it; else run the schedule by hand once the file is whole.',
  ),
  marker_missing: file(
    'The file that vouches for it was not there.',
    'Once the file is whole, make the marker that is named, and run the schedule by hand or wait for the next slot.',
  ),

  provider_refused: refused(
    'Bridge refused the row.',
    'Mend what it names and hand the row in again, or `linkmill retry`.',
  ),
  expired_before_sending: failed(
    'The expiry passed before the link could be made.',
    'Hand the row in again with a later expiry.',
  ),
  record_incomplete: failed(
    'What the ledger keeps of the row is not enough to send it: no payer, or erased.',
    'Hand its file in again, with a payer.',
  ),
  sent_too_often: kindOf('failed', true)(
    'Sent five times; each time no link came of it.',
    'Ask Bridge, then `linkmill retry`.',
  ),
  paid_elsewhere: failed(
    'A link that leads elsewhere was paid before it could be revoked.',
    'Ask the account that was paid for the money; then hand the row in again, under another reference.',
  ),
  found_with_other_contents: failed(
    'Bridge has another link under this reference: with other contents, or no longer payable.',
    'Look at the link in the dashboard; if another refund is meant, give it a reference of its own.',
  ),

  second_link: books(
    'Bridge has a second payable link of the row.',
    'Nothing: one of the two is revoked, and the books are closed again.',
  ),
  link_of_another_row: books(
    'The row had the link of another row.',
    'Nothing: both are looked up, and the books are closed again. Do not use the link that was reported before.',
  ),
  link_missing: books('Bridge does not know the link of the row.', 'Ask Bridge what became of it.'),
  books_outdated: machine(
    'The ledger was lost since the books of the batch were closed.',
    'Run `linkmill audit BATCH`, then this again: a link that the ledger has forgotten may stand in place of the one that has ended.',
  ),
  second_link_revoked: books(
    'A second link of the row came to light, and was revoked.',
    'Whoever was given the one that is named has a dead link: the report shows the one that can be paid. Bridge made it later than it says, or somebody has changed what Redis holds.',
  ),
  strange_link: books(
    'Another payable link stands under the reference of the row, and it is not of this installation.',
    'Look at it in the dashboard, and revoke it there if it means the same refund.',
  ),
  link_not_revoked: books(
    'The link of the row is to be revoked, and can still be paid.',
    'Nothing: it is tried again. `linkmill revoke` waits for it.',
  ),
  amount_differs: books(
    'Bridge shows another amount for the link of the row.',
    'Do not use the link: revoke the batch and ask Bridge.',
  ),
  destination_differs: books(
    'Bridge made a link that leads elsewhere than the row says.',
    "Have payments to different accounts (dynamic beneficiary) switched on for the application in Bridge's dashboard, then `linkmill resume`, and run again: such links are revoked, and their rows are sent anew.",
  ),
  link_host_unknown: books(
    'The address of the link is at a host that links of Bridge do not have, so it is shown to nobody.',
    'Look the link up in the dashboard of Bridge. Where Bridge has another host for links, add it to LINKMILL_LINK_HOSTS; else somebody has changed it in Redis.',
  ),
  link_url_differs: books(
    'The ledger has another address of the link than Bridge shows.',
    'Hand the address out to nobody, and look for whoever writes to Redis; Bridge shows the right one in its dashboard.',
  ),
  destination_unproven: books(
    'Bridge does not show to which account its links lead.',
    'Ask Bridge to show the ends of the IBANs; or send all the same: `linkmill resume --accept-unproven "reason"`.',
  ),
  paid_twice: books(
    'Two links of the row were paid.',
    'Ask the beneficiary for the second payment back; `linkmill history` names both links.',
  ),
  counts_differ: books('The counters of the ledger and its rows differ.', 'Please report this.'),
  books_not_closed: books('The books could not be closed.', 'Run `linkmill audit` once Bridge is in reach.'),
  link_ended: books('The link of the row can no longer be paid.', '`linkmill reissue` makes a new one.'),
  link_payable: books('The link of the row can still be paid.', 'Wait until it expires, or revoke it first.'),
  link_completed: books(
    'A payment of the link was initiated.',
    'If the bank refused it afterwards: `linkmill reissue BATCH --lines N --completed-but-refused "reason"`.',
  ),
  refusal_not_shown: books(
    'Bridge shows no payment of the link that the bank has refused.',
    'Look at the payments of the link in the dashboard first.',
  ),
  payment_executed: books('A payment of the link was executed.', 'Nothing: the money has gone.'),
  payment_under_way: books(
    'A payment of the link may still go through.',
    'Try again when it was executed or refused.',
  ),
  payer_missing: usage(
    'Nobody is named as the payer.',
    'Give --payer-company, or LINKMILL_PAYER_COMPANY, or the payer columns in the file.',
  ),
  usage_wrong: usage('The command line is wrong.', 'See --help.'),
  settings_wrong: usage('Settings are wrong.', 'Correct each line named, in the environment or in .env.'),
  settings_mixed: usage(
    'An address and the secret that goes to it come from different places.',
    'Put both into the environment, or both into .env.',
  ),
  env_file_unsafe: usage(
    'The file .env of this folder is not to be trusted.',
    'Read it first: it says where secrets are sent. Where it is yours, own it alone: chown it to yourself, and chmod 600 .env.',
  ),
  host_not_allowed: usage(
    'The address is at a host that this machine does not speak to.',
    'Correct the address, or add its host to LINKMILL_BRIDGE_HOSTS of this machine.',
  ),
  account_unknown: usage('There is no account of that name.', 'See `linkmill account list`.'),
  account_known: usage(
    'The account has a name already.',
    'Use that one; --change gives it other settings or another secret.',
  ),
  account_unreadable: machine(
    'What is kept of the account cannot be read.',
    'A later version may have written it: use that, or remove the account and add it again.',
  ),
  account_unsigned: machine(
    'The account is not signed by a key of this installation, so nothing is sent for it.',
    'Whoever can write to Redis can have put it there. Look at it, then sign what you know (`linkmill account sign`), or remove it.',
  ),
  account_busy: usage(
    'The account has schedules, or batches that are not finished.',
    'Take the schedules away (`linkmill schedule remove NAME`), let the batches finish or cancel them; --force forgets the name all the same, and keeps the ledger.',
  ),
  secret_out_of_reach: machine(
    'The secret of the account cannot be read here.',
    'Put it where the account says, or give its place anew: `linkmill account add NAME --change`.',
  ),
  secret_place_refused: machine(
    'The secret of the account may not come from there on this machine.',
    'Put it where LINKMILL_SECRET_PLACES lets it be (`linkmill account add NAME --change`), or add the place to that setting.',
  ),
  nobody_to_tell: usage(
    'Nobody is named who is to be told.',
    'Set LINKMILL_SMTP_URL, LINKMILL_MAIL_FROM and LINKMILL_MAIL_TO, or LINKMILL_WEBHOOK_URL and LINKMILL_WEBHOOK_SECRET.',
  ),
  batch_unknown: usage('The ledger has no such batch.', 'See `linkmill status` for the batches.'),
  file_exists: usage(
    'There is a file of this name already.',
    'Give another name (`--out`): none is written over.',
  ),
  report_over_input: usage('The report would replace the input file.', 'Give --out another name.'),
  batch_lost: machine(
    'The ledger has lost the batch.',
    "Run the same file again: Bridge's list tells which links there are.",
  ),
  ledger_forged: machine(
    'Something in Redis is not what this installation wrote there.',
    "Nothing of it is sent, and the account is stopped. Find out who can write to this Redis, and change its password. Then put back a backup of before (`linkmill restore`), or empty Redis and hand the files in again: Bridge's list tells which links there are, and none is made twice. What rests there from before there was a key `linkmill key seal` takes over. `linkmill resume` lets the account go on without it.",
  ),
  batch_cancelled: usage(
    'The batch was cancelled.',
    '`linkmill retry BATCH --only cancelled` sends its cancelled rows after all.',
  ),
  batch_purged: usage(
    'The personal data of the batch were erased.',
    'Nothing: `linkmill status` and `linkmill history` still tell its books. Hand the rows in again if they are wanted.',
  ),
  not_confirmed: usage('It was not confirmed.', 'Type what is asked for, or say --yes.'),
  batch_incomplete: usage('The batch was not handed in whole.', 'Run the same file again.'),
  port_taken: machine('The port is in use.', 'Give another --port, or stop what listens there.'),
  schedule_unknown: usage('There is no such schedule.', 'See `linkmill schedule list`.'),
  schedule_exists: usage(
    'There is a schedule of this name.',
    'Take it away first: `linkmill schedule remove NAME`. Its history stays.',
  ),
  schedule_overlaps: usage(
    'Another schedule takes the same files of this inbox.',
    'Give each a --pattern or an --inbox of its own, or take the other away: `linkmill schedule remove NAME`.',
  ),
  slot_unknown: usage(
    'The schedule has no such slot under way, or more than one.',
    'Name one: `linkmill schedule history`.',
  ),
  schedule_wrong: usage('The schedule is wrong.', 'Correct what it names.'),
  inbox_unreachable: passing(
    'The inbox is not in reach of this machine, or may not be written.',
    'Mount it, or correct its rights.',
  ),
  inbox_unsafe: passing(
    'A folder for answers could be rearranged by others: nothing is moved.',
    'Make it a real folder of the user of the worker, which nobody else may write (chmod go-w), or name another: `schedule add --answers DIR`.',
  ),
  redis_unreachable: passing(
    'Redis does not answer.',
    'Start it, or correct REDIS_URL; `linkmill doctor` tells more.',
  ),
  redis_denied: machine(
    'Redis does not let this user in, or not far enough.',
    'Correct the user or the password of REDIS_URL; `linkmill doctor --acl` prints the rights that a user needs.',
  ),
  redis_missing: machine(
    'There is no Redis to run on.',
    'Install one (`apt install redis-server`, `brew install redis`), or `docker compose --profile local up -d` and set REDIS_URL as its file says.',
  ),
  redis_unfit: machine(
    'Redis is not set up to keep a ledger.',
    'Redis 6.2 or newer, appendonly yes, maxmemory-policy noeviction.',
  ),
  redis_full: passing(
    'Redis has no memory left for what is to be written.',
    'Raise its maxmemory, or make room; then run the same command again: nothing is lost.',
  ),
  redis_read_only: passing(
    'Redis is a replica, which takes no writes.',
    'Set REDIS_URL to the primary. After a fail-over, run the same command again: it connects anew.',
  ),
  redis_not_saving: passing(
    'Redis cannot write its files, so it takes no writes.',
    'Make room on its disk, or mend what its log names; then run the same command again: nothing is lost.',
  ),
  redis_too_few_replicas: passing(
    'Redis takes no writes while too few of its replicas are connected.',
    'Bring them back, or lower its min-replicas-to-write; then run the same command again: nothing is lost.',
  ),
  redis_loading: passing(
    'Redis is still reading its data.',
    'Wait until it has read them, then run the same command again.',
  ),
  redis_busy: passing(
    'Redis is running a long script and answers nobody.',
    'Wait, or end the script (`redis-cli SCRIPT KILL`); then run the same command again.',
  ),
  redis_clustered: machine(
    'Redis is part of a cluster that does not serve these keys here.',
    'Set REDIS_URL to a single Redis: Linkmill does not follow a cluster from node to node.',
  ),
  redis_damaged: machine(
    'The files of the private Redis are damaged, and it does not start.',
    'Copy the folder first. Then cut off what is damaged (`redis-check-aof --fix` on its appendonly.aof.manifest), or restore a backup into an empty folder, and run the same command again: links that the ledger forgot are found in the list of Bridge.',
  ),
  bridge_unavailable: passing(
    'Bridge did not answer what had to be known.',
    'Run the same command again once Bridge is in reach.',
  ),
  account_stopped: machine(
    'The account is stopped: nothing is sent.',
    'Mend what it names, then `linkmill resume`.',
  ),
  locked_out: machine(
    'Bridge refused the credentials or the address of this machine.',
    'Check BRIDGE_CLIENT_ID, BRIDGE_CLIENT_SECRET and the allowed addresses, then `linkmill resume`, and run again.',
  ),
  key_missing: machine(
    'What rests in Redis was sealed by a key that is not here.',
    'Add the key to LINKMILL_KEY, LINKMILL_KEY_FILE or the file `key` of the data folder; `linkmill key status` names the keys.',
  ),
  key_unusable: machine(
    'The key file cannot be used.',
    'It holds one key of 32 bytes a line, in base64 or hexadecimal digits, and only its owner may read it (mode 600).',
  ),
  disk_full: passing(
    'A file cannot be written.',
    'Make room or check the rights, then run again: nothing is lost.',
  ),
  sandbox_file_unusable: machine(
    'The sandbox cannot use the file of its links.',
    'Stop the other sandbox, or start with --fresh.',
  ),

  redis_open: warning(
    'Whoever reaches this Redis may write to it: its default user has no password.',
    'Make a user by the line of `linkmill doctor --acl`, put it into REDIS_URL, and turn the default user off (`ACL SETUSER default off`).',
  ),
  tls_unchecked: warning(
    'NODE_TLS_REJECT_UNAUTHORIZED is 0: whoever stands on the way can pass for Bridge, and read secrets.',
    'Take it out of the environment; NODE_EXTRA_CA_CERTS names an authority of your own.',
  ),
  mail_readable: warning(
    'Mail may go to another machine without TLS: it can be read on the way.',
    'Take LINKMILL_MAIL_TLS=optional out, or use smtps://.',
  ),
  redis_weak: warning(
    'Redis keeps less than the ledger wants, or does not say what it keeps.',
    'Set appendonly yes, appendfsync always and maxmemory-policy noeviction.',
  ),
  backup_unreadable: machine(
    'The backup is damaged, or no backup of this version.',
    'Take another one; `linkmill backup --verify FILE` tells whether it is whole.',
  ),
  backup_forged: machine(
    'The backup was not made by this installation, or was changed since.',
    'Restore one that `linkmill backup` wrote here; find out who can write where backups are. One that was made without a key is restored where none is set; then set the key and run `linkmill key seal`.',
  ),
  backup_of_another_account: usage(
    'The backup is that of another account.',
    'Choose the account, or the Bridge credentials, that it was made with.',
  ),
  ledger_not_empty: usage(
    'The ledger holds batches: nothing is restored over them.',
    'Restore into an empty Redis; never empty one that is in use.',
  ),
  ledger_half_restored: machine(
    'A restore of this ledger was begun and not ended.',
    'Run `linkmill restore FILE` again, or `linkmill restore --abandon`, which empties it; until then nothing else works on it.',
  ),
  label_long: warning('The label is longer than 40 characters.', 'Many banks show the first 40 only.'),
  label_adapted: warning(
    'Characters of the reference were replaced in the label made from it.',
    'Nothing, or give a label column.',
  ),
  remark_to_read: warning('A remark speaks of an account or of a stop.', 'Read it before the row is paid.'),
  name_sent_whole: warning(
    'The whole name is sent as a company name.',
    'Nothing, or give first and last name in two columns.',
  ),
  text_replaced: warning(
    'Characters were replaced, as --transliterate says.',
    'Nothing: the report shows both forms.',
  ),
  bic_malformed: warning('The BIC has a wrong shape.', 'Nothing is sent of it; look at the IBAN once more.'),
  bic_country_differs: warning(
    'The country of the BIC is not that of the IBAN.',
    'Look whether the two belong together.',
  ),
  iban_national_check: warning(
    'The national check key inside the IBAN does not fit.',
    'Ask for the IBAN again to be sure.',
  ),
  duplicate_in_file: warning(
    'Same IBAN and amount as another row of the file, and no label that tells them apart.',
    'Take it out, or say --accept-duplicates "reason".',
  ),
  duplicate_in_ledger: warning(
    'Same IBAN and amount as a row of an earlier batch, and no label that tells them apart.',
    'Take it out, or say --accept-duplicates "reason".',
  ),
} as const satisfies Record<string, FailureKind>;

/** A public failure code. */
export type FailureCode = keyof typeof failures;

/** One thing that is wrong with a row, a file or a send. */
export interface Failure {
  readonly code: FailureCode;
  /** The column of the file, or the setting, that it is about. */
  readonly field?: string;
  /** The shape of the value and what to type instead; never a full IBAN, a link or a secret. */
  readonly detail?: string;
}

/** The failure as one line for a person: sentence, detail, remedy. */
export function describeFailure(failure: Failure): string {
  const { sentence, remedy } = failures[failure.code];
  const field = failure.field === undefined ? '' : `${failure.field}: `;
  const detail = failure.detail === undefined ? '' : ` ${failure.detail}`;
  return `${field}${sentence}${detail} ${remedy}`;
}

/** Stops a command because of the world, not because of a bug: doors print it and exit with `exitCode`. */
export class Stop extends Error {
  readonly failures: readonly Failure[];
  readonly exitCode: 1 | 2;

  constructor(failures: readonly Failure[], exitCode: 1 | 2) {
    super(failures.map(describeFailure).join('\n'));
    this.name = 'Stop';
    this.failures = failures;
    this.exitCode = exitCode;
  }
}
