import type { FailureCode } from './failure.ts';

/** Sentence and remedy of every failure in French; the English ones are in the table of failures itself. */
export const failureFrench: Readonly<Record<FailureCode, readonly [sentence: string, remedy: string]>> = {
  amount_missing: ['Le montant est vide.', 'Saisissez-le comme la colonne l’écrit.'],
  amount_unreadable: [
    'Le montant n’est pas un nombre.',
    'Saisissez des chiffres et une seule marque décimale, comme la colonne l’écrit.',
  ],
  amount_ambiguous: [
    'Le montant peut se lire de deux façons.',
    'Saisissez-le avec deux décimales, comme la colonne l’écrit.',
  ],
  amount_not_positive: [
    'Le montant est nul ou négatif.',
    'Saisissez un montant supérieur à zéro, ou retirez la ligne.',
  ],
  amount_too_many_decimals: ['Le montant a plus de deux décimales.', 'Arrondissez-le vous-même au centime.'],
  amount_above_ceiling: [
    'Le montant dépasse le plafond.',
    'Fractionnez le remboursement, ou relevez LINKMILL_AMOUNT_MAX si Bridge permet davantage.',
  ],
  currency_not_supported: [
    'La devise n’est pas l’euro.',
    'Bridge ne crée de liens qu’en EUR : convertissez le montant.',
  ],
  iban_missing: [
    'La ligne n’a pas d’IBAN.',
    'Saisissez l’IBAN, ou indiquez --default-beneficiary s’il s’agit du compte du tableau de bord.',
  ],
  iban_malformed: [
    'L’IBAN a une forme incorrecte.',
    'Recopiez-le : deux lettres, deux chiffres, puis des lettres et des chiffres.',
  ],
  iban_length_wrong: ['L’IBAN n’a pas la longueur de son pays.', 'Recopiez-le en entier.'],
  iban_country_not_sepa: [
    'Le pays de l’IBAN n’est pas dans l’espace SEPA.',
    'Remboursez cette personne autrement.',
  ],
  iban_checksum_wrong: [
    'La clé de contrôle de l’IBAN est fausse.',
    'Un caractère est mal saisi : redemandez l’IBAN.',
  ],
  iban_destroyed: [
    'Un tableur a transformé l’IBAN en nombre.',
    'Ses chiffres sont perdus : ressaisissez l’IBAN dans une cellule au format texte.',
  ],
  iban_is_rib: [
    'C’est un RIB, pas un IBAN.',
    'Demandez l’IBAN : c’est le RIB précédé de FR et de deux chiffres.',
  ],
  beneficiary_name_missing: [
    'Le bénéficiaire n’a pas de nom.',
    'Remplissez beneficiary_company_name, ou beneficiary_first_name et beneficiary_last_name.',
  ],
  name_incomplete: [
    'Il n’y a qu’un prénom ou qu’un nom.',
    'Remplissez les deux, ou utilisez la colonne de la raison sociale.',
  ],
  name_twice: ['Un nom est donné à la fois comme personne et comme société.', 'Gardez l’un des deux.'],
  name_not_split: [
    'Le nom est dans une seule cellule, et rien dans le fichier ne prouve où est le prénom.',
    'Donnez prénom et nom dans deux colonnes, ou indiquez --full-names company.',
  ],
  name_too_long: ['Un nom dépasse 35 caractères.', 'Abrégez-le tel que la banque le connaît.'],
  name_without_letter: ['Un nom ne contient aucune lettre.', 'Saisissez le nom.'],
  name_is_no_name: [
    'Le nom est autre chose : un IBAN, un montant, une adresse électronique ou une date.',
    'Saisissez le nom ; si toute la colonne est fausse, indiquez avec --map celle qui contient les noms.',
  ],
  text_damaged: [
    'Des lettres d’un texte ont été perdues ou remplacées avant l’arrivée du fichier.',
    'Ressaisissez-le, ou exportez à nouveau la liste en CSV UTF-8.',
  ],
  html_entities: [
    'Un texte a été codé pour une page web (entités HTML).',
    'Saisissez-le comme proposé, ou exportez la liste en texte simple.',
  ],
  characters_not_allowed: ['Un caractère n’est pas accepté par Bridge.', 'Remplacez-le comme proposé.'],
  label_missing: ['Le libellé obtenu est vide.', 'Remplissez les colonnes dont il est fait.'],
  label_too_long: [
    'Le libellé dépasse 140 caractères.',
    'Raccourcissez-le ; beaucoup de banques en montrent 40.',
  ],
  end_to_end_id_too_long: ['L’identifiant de bout en bout dépasse 35 caractères.', 'Raccourcissez-le.'],
  reference_too_long: ['La référence dépasse 100 caractères.', 'Raccourcissez-la.'],
  payer_reference_too_long: ['La référence du payeur dépasse 35 caractères.', 'Raccourcissez-la.'],
  expiry_unreadable: [
    'L’échéance n’est pas une date.',
    'Saisissez une date ISO, par exemple 2026-12-31 ou 2026-12-31T18:00:00Z.',
  ],
  expiry_ambiguous: [
    'L’échéance peut se lire de deux façons.',
    'Saisissez-la comme 2026-03-01, ou indiquez --dates dmy ou --dates mdy.',
  ],
  expiry_past: ['L’échéance est passée.', 'Saisissez une date ultérieure.'],
  expiry_too_far: [
    'L’échéance est à plus de 90 jours.',
    'Saisissez une date plus proche : Bridge accepte 90 jours au plus.',
  ],
  callback_url_invalid: [
    'L’adresse de retour n’est pas une adresse https.',
    'Saisissez une adresse qui commence par https://.',
  ],
  row_only_amount: [
    'La ligne n’a rien d’autre qu’un montant.',
    'Indiquez à qui il revient, ou retirez la ligne si c’est un total.',
  ],
  row_left_out: [
    'La ligne a été laissée de côté : elle n’est pas de celles que nomme --only.',
    'Rien, si c’est voulu ; dans un fichier de Linkmill, videz son failure_code pour la payer.',
  ],
  remark_names_account: [
    'Une remarque nomme un autre compte que la ligne.',
    'Vérifiez lequel est le bon : mettez-le dans l’IBAN de la ligne, et retirez-le de la remarque.',
  ],
  row_ragged: [
    'La ligne a plus ou moins de cellules que l’en-tête.',
    'Mettez entre guillemets les cellules qui contiennent un séparateur, ou complétez les cellules manquantes.',
  ],
  nul_byte: ['Une cellule contient un octet nul.', 'Enregistrez à nouveau le fichier en CSV UTF-8.'],
  cell_error: [
    'Une cellule contient une erreur du tableur.',
    'Corrigez la formule, puis enregistrez à nouveau le fichier.',
  ],
  cell_struck: [
    'Une cellule est barrée, en tout ou en partie.',
    'Supprimez ce qui ne compte pas, et ne barrez pas le reste.',
  ],
  row_hidden: [
    'La ligne, ou une de ses cellules, est masquée dans la feuille.',
    'Affichez-la s’il faut la rembourser, ou supprimez-la ; dans un fichier de Linkmill, videz son failure_code.',
  ],
  payer_unknown: [
    'La ligne ne dit pas qui paie, et aucun payeur n’est donné pour le lot.',
    'Remplissez les colonnes du payeur, ou indiquez --payer-company.',
  ],
  reference_repeated: [
    'La référence figure deux fois dans le fichier.',
    'Donnez à chaque remboursement sa propre référence.',
  ],
  reference_conflict: [
    'La référence appartient à une ligne antérieure au contenu différent.',
    'S’il s’agit d’un autre remboursement, donnez-lui sa propre référence ; si c’est le même, retirez la ligne.',
  ],
  file_missing: ['Le fichier ne peut pas être lu.', 'Vérifiez le nom et les droits.'],
  file_empty: ['Le fichier est vide.', 'Exportez à nouveau la liste.'],
  file_binary: [
    'Le fichier n’est ni un texte ni un classeur .xlsx.',
    'Enregistrez-le en .xlsx ou en CSV UTF-8.',
  ],
  file_damaged: ['Le fichier est endommagé.', 'Enregistrez-le ou exportez-le à nouveau.'],
  file_locked: ['Le classeur est protégé par un mot de passe.', 'Enregistrez-le sans mot de passe.'],
  file_too_large: [
    'Le fichier dépasse la taille permise.',
    'Scindez-le, ou relevez LINKMILL_MAX_FILE_MB ou LINKMILL_MAX_ROWS s’il est correct.',
  ],
  encoding_unclear: [
    'Le fichier ne prouve pas comment ses caractères sont codés.',
    'Enregistrez-le en CSV UTF-8.',
  ],
  sheet_unknown: ['Le fichier n’a pas de telle feuille.', 'Nommez l’une des siennes, ou enlevez --sheet.'],
  sheet_unclear: [
    'Plusieurs feuilles du classeur pourraient être la liste.',
    'Indiquez laquelle : --sheet NOM.',
  ],
  file_without_rows: ['Le fichier a un en-tête et aucune ligne.', 'Exportez à nouveau la liste.'],
  file_changed: ['Le fichier a changé pendant sa lecture.', 'Attendez qu’il soit écrit, puis relancez.'],
  header_missing: [
    'Aucune ligne ne nomme les colonnes.',
    'Commencez le fichier par une ligne de noms de colonnes, dont le montant et l’IBAN.',
  ],
  column_missing: ['Il manque une colonne nécessaire.', 'Ajoutez-la.'],
  column_unknown: [
    'Un nom de colonne semble mal écrit.',
    'Corrigez-le, ou renommez la colonne s’il s’agit d’autre chose.',
  ],
  column_repeated: ['Une colonne figure deux fois.', 'Retirez-en une.'],
  column_unclear: ['Une colonne peut avoir deux sens.', 'Précisez lequel avec --map.'],
  column_hidden: [
    'Une colonne masquée de la feuille serait utilisée.',
    'Confirmez-la avec --map, ou affichez-la dans la feuille.',
  ],
  rows_unclear: [
    'Une colonne dit que toutes les lignes ne sont pas pareilles : certaines ne sont peut-être pas à payer.',
    'Indiquez avec --only "COLONNE=VALEUR" quelles lignes sont à payer, plusieurs fois pour plusieurs valeurs ; si la colonne ne change rien, ignorez-la avec --map.',
  ],
  rows_done: [
    'Une colonne dit de chaque ligne qu’il n’y a plus rien à payer.',
    'Relisez la liste ; si ses lignes sont à payer quand même, indiquez-le avec --only "COLONNE=VALEUR".',
  ],
  map_remembered: [
    'Les colonnes d’un tel fichier ont déjà été associées.',
    'Indiquez --map last pour les associer de même.',
  ],
  map_unknown: [
    'Aucune association n’est connue pour un tel fichier.',
    'Indiquez ce que signifient les colonnes avec --map.',
  ],
  amount_unit_unclear: [
    'Les montants peuvent être des euros ou des centimes.',
    'Indiquez --amounts euros ou --amounts cents, ou donnez --expect-sum.',
  ],
  amounts_parted: [
    'Les montants semblent coupés à leur virgule décimale : un ou deux chiffres suivent chaque montant entier.',
    'Exportez-le avec des points-virgules, ou les montants entre guillemets ; s’ils sont entiers, indiquez --decimal point.',
  ],
  names_damaged: [
    'Des noms du fichier ont été lus dans un autre encodage avant son arrivée : certains à coup sûr, d’autres peut-être.',
    'Exportez à nouveau la liste en CSV UTF-8, ou ressaisissez les noms de la première ligne si la seconde est juste.',
  ],
  second_header: [
    'Une ligne sous l’en-tête nomme les colonnes dans un autre ordre.',
    'Mettez chaque tableau dans un fichier ou une feuille à part.',
  ],
  amounts_not_positive: [
    'Aucun montant du fichier n’est supérieur à zéro.',
    'Les exports des banques écrivent les paiements avec un moins : enlevez les signes moins s’il s’agit de remboursements à payer.',
  ],
  mended_unread: [
    'Des lignes rejetées qui reviennent ne peuvent pas être lues comme auparavant.',
    'Remettez-les séparément, avec les colonnes qui leur ont été ajoutées, telles quelles.',
  ],
  totals_differ: [
    'Les lignes ne donnent pas le total annoncé.',
    'Trouvez d’abord l’écart : rien n’est envoyé.',
  ],
  quote_broken: [
    'Une cellule entre guillemets n’est pas fermée, ou est suivie de texte.',
    'Mettez toute la cellule entre guillemets en doublant ceux qu’elle contient, ou retirez les guillemets.',
  ],
  field_too_large: ['Une ligne est plus longue que possible.', 'Cherchez un guillemet qui n’est pas fermé.'],
  rows_rejected: ['Des lignes sont rejetées.', 'Corrigez-les, ou envoyez les autres avec --skip-rejected.'],
  too_many_rows: [
    'Le fichier a plus de lignes que --max-rows n’en permet.',
    'Relevez --max-rows si le fichier est correct.',
  ],
  sum_above_maximum: ['La somme dépasse --max-sum.', 'Relevez --max-sum si le fichier est correct.'],
  options_differ: [
    'Le même contenu a déjà été remis avec d’autres options.',
    'Reprenez les mêmes options pour continuer. --again MOT répète à dessein, mais seulement les lignes sans référence propre.',
  ],
  duplicates_not_accepted: [
    'Des lignes ressemblent à un paiement fait sous une autre référence.',
    'Retirez-les, ou indiquez --accept-duplicates "motif".',
  ],
  night_ceiling: [
    'Le fichier dépasse ce que la planification permet pour une nuit.',
    'Remettez-le par `linkmill run` s’il est juste. Pour relever --max-rows ou --max-sum : `linkmill schedule remove NOM`, puis ajoutez-la de nouveau ; son historique reste.',
  ],
  totals_missing: [
    'Le fichier ne déclare pas de total, et la planification en exige un.',
    'Exportez-le avec une ligne de total.',
  ],
  night_obstacle: [
    'Quelque chose sur la machine a gêné le fichier.',
    'Voir pourquoi : `linkmill schedule history`. Le prochain créneau réessaie.',
  ],
  files_too_many: [
    'Il est venu plus de fichiers qu’un créneau n’en prend.',
    'Rien : le prochain créneau le prend, ou lancez la planification à la main.',
  ],
  file_stays: [
    'Le fichier a été pris, et n’a pas pu être retiré de la boîte.',
    'Retirez-le vous-même, et donnez-en le droit à l’utilisateur du worker : le dossier est peut-être « sticky », ou un programme garde le fichier ouvert. Il n’est pas repris.',
  ],
  file_grew: [
    'Le fichier a grandi après avoir été pris : les lignes venues plus tard n’ont pas été lues.',
    'Remettez le fichier entier dans la boîte : aucune ligne qui a un lien n’est envoyée deux fois. Un marqueur (--marker) ou un --stable-for plus long l’évite.',
  ],
  file_may_be_cut: [
    'La dernière ligne du fichier n’est pas terminée : ce qui l’écrivait s’est peut-être arrêté.',
    'Exportez-le de nouveau ; indiquez --allow-open-end si l’export écrit toujours ainsi.',
  ],
  file_growing: [
    'Le fichier était en cours d’écriture.',
    'Rien, si le prochain créneau peut le prendre ; sinon lancez la planification à la main une fois le fichier entier.',
  ],
  marker_missing: [
    'Le fichier qui s’en porte garant n’était pas là.',
    'Une fois le fichier entier, créez le marqueur indiqué, et lancez la planification à la main ou attendez le prochain créneau.',
  ],
  provider_refused: [
    'Bridge a refusé la ligne.',
    'Corrigez ce qu’il indique et remettez la ligne, ou `linkmill retry`.',
  ],
  expired_before_sending: [
    'L’échéance est passée avant que le lien ne puisse être créé.',
    'Remettez la ligne avec une échéance ultérieure.',
  ],
  record_incomplete: [
    'Ce que le registre garde de la ligne ne suffit pas à l’envoyer : pas de payeur, ou effacé.',
    'Remettez son fichier, avec un payeur.',
  ],
  sent_too_often: [
    'Envoyée cinq fois, sans qu’aucun lien n’en résulte.',
    'Interrogez Bridge, puis `linkmill retry`.',
  ],
  paid_elsewhere: [
    'Un lien qui mène ailleurs a été payé avant de pouvoir être révoqué.',
    'Redemandez l’argent au compte qui l’a reçu ; puis remettez la ligne, sous une autre référence.',
  ],
  found_with_other_contents: [
    'Bridge a un autre lien sous cette référence : de contenu différent, ou qui n’est plus payable.',
    'Regardez le lien dans le tableau de bord ; s’il s’agit d’un autre remboursement, donnez-lui sa propre référence.',
  ],
  second_link: [
    'Bridge a un second lien payable pour la ligne.',
    'Rien : l’un des deux est révoqué, et les comptes sont clôturés à nouveau.',
  ],
  link_of_another_row: [
    'La ligne avait le lien d’une autre ligne.',
    'Rien : les deux sont recherchés, et les comptes clôturés à nouveau. N’utilisez pas le lien indiqué auparavant.',
  ],
  link_missing: ['Bridge ne connaît pas le lien de la ligne.', 'Demandez à Bridge ce qu’il est devenu.'],
  books_outdated: [
    'Le registre a été perdu depuis la clôture des comptes du lot.',
    'Lancez `linkmill audit LOT`, puis recommencez : un lien oublié par le registre peut remplacer celui qui n’est plus valable.',
  ],
  second_link_revoked: [
    'Un second lien de la ligne est apparu et a été révoqué.',
    'Qui a reçu celui qui est nommé a un lien mort : le rapport montre celui qui peut être payé. Bridge l’a créé plus tard qu’annoncé, ou quelqu’un a modifié ce que contient Redis.',
  ],
  strange_link: [
    'Un autre lien payable existe sous la référence de la ligne, et il ne vient pas de cette installation.',
    'Regardez-le dans le tableau de bord, et révoquez-le là s’il s’agit du même remboursement.',
  ],
  link_not_revoked: [
    'Le lien de la ligne doit être révoqué, et reste payable.',
    'Rien : un nouvel essai suit. `linkmill revoke` l’attend.',
  ],
  amount_differs: [
    'Bridge montre un autre montant pour le lien de la ligne.',
    'N’utilisez pas le lien : révoquez le lot et interrogez Bridge.',
  ],
  destination_differs: [
    'Bridge a créé un lien qui mène ailleurs que la ligne ne le dit.',
    'Faites activer les paiements vers d’autres comptes (bénéficiaire dynamique) pour l’application dans le tableau de bord de Bridge, puis `linkmill resume`, et relancez : de tels liens sont révoqués, et leurs lignes renvoyées.',
  ],
  link_host_unknown: [
    'L’adresse du lien est chez un hôte que les liens de Bridge n’ont pas ; elle n’est donc montrée à personne.',
    'Cherchez le lien dans le tableau de bord de Bridge. Si Bridge a un autre hôte pour ses liens, ajoutez-le à LINKMILL_LINK_HOSTS ; sinon quelqu’un l’a changé dans Redis.',
  ],
  link_url_differs: [
    'Le registre a une autre adresse du lien que Bridge ne montre.',
    'Ne donnez cette adresse à personne, et cherchez qui écrit dans Redis ; Bridge montre la bonne dans son tableau de bord.',
  ],
  destination_unproven: [
    'Bridge ne montre pas à quel compte mènent ses liens.',
    'Demandez à Bridge de montrer les bouts des IBAN ; ou envoyez quand même : `linkmill resume --accept-unproven "motif"`.',
  ],
  paid_twice: [
    'Deux liens de la ligne ont été payés.',
    'Redemandez le second paiement au bénéficiaire ; `linkmill history` nomme les deux liens.',
  ],
  counts_differ: ['Les compteurs du registre et ses lignes diffèrent.', 'Merci de le signaler.'],
  books_not_closed: [
    'Les comptes n’ont pas pu être clôturés.',
    'Lancez `linkmill audit` quand Bridge est joignable.',
  ],
  link_ended: ['Le lien de la ligne n’est plus payable.', '`linkmill reissue` en crée un nouveau.'],
  link_payable: ['Le lien de la ligne est encore payable.', 'Attendez son échéance, ou révoquez-le d’abord.'],
  link_completed: [
    'Un paiement du lien a été initié.',
    'Si la banque l’a refusé ensuite : `linkmill reissue LOT --lines N --completed-but-refused "motif"`.',
  ],
  refusal_not_shown: [
    'Bridge ne montre aucun paiement du lien refusé par la banque.',
    'Regardez d’abord les paiements du lien dans le tableau de bord.',
  ],
  payment_executed: ['Un paiement du lien a été exécuté.', 'Rien : l’argent est parti.'],
  payment_under_way: [
    'Un paiement du lien peut encore aboutir.',
    'Réessayez quand il aura été exécuté ou refusé.',
  ],
  payer_missing: [
    'Personne n’est nommé comme payeur.',
    'Indiquez --payer-company, ou LINKMILL_PAYER_COMPANY, ou les colonnes du payeur dans le fichier.',
  ],
  usage_wrong: ['La ligne de commande est incorrecte.', 'Voir --help.'],
  settings_wrong: [
    'Des réglages sont incorrects.',
    'Corrigez chaque ligne nommée, dans l’environnement ou dans .env.',
  ],
  settings_mixed: [
    'Une adresse et le secret qui lui est envoyé viennent d’endroits différents.',
    'Mettez les deux dans l’environnement, ou les deux dans .env.',
  ],
  env_file_unsafe: [
    'Le fichier .env de ce dossier n’est pas digne de confiance.',
    'Lisez-le d’abord : il dit où les secrets sont envoyés. S’il est à vous, soyez seul à l’avoir : chown à votre nom, et chmod 600 .env.',
  ],
  host_not_allowed: [
    'L’adresse est chez un hôte auquel cette machine ne parle pas.',
    'Corrigez l’adresse, ou ajoutez son hôte à LINKMILL_BRIDGE_HOSTS de cette machine.',
  ],
  account_unknown: ['Aucun compte ne porte ce nom.', 'Voir `linkmill account list`.'],
  account_known: [
    'Le compte porte déjà un nom.',
    'Utilisez-le ; --change lui donne d’autres réglages ou un autre secret.',
  ],
  account_unreadable: [
    'Ce qui est gardé du compte est illisible.',
    'Une version plus récente l’a peut-être écrit : utilisez-la, ou retirez le compte et ajoutez-le de nouveau.',
  ],
  account_unsigned: [
    'Le compte n’est pas signé par une clé de cette installation ; rien n’est donc envoyé pour lui.',
    'Quiconque peut écrire dans Redis a pu l’y mettre. Regardez-le, puis signez ce que vous connaissez (`linkmill account sign`), ou retirez-le.',
  ],
  account_busy: [
    'Le compte a des planifications, ou des lots qui ne sont pas terminés.',
    'Enlevez les planifications (`linkmill schedule remove NOM`), laissez les lots finir ou annulez-les ; --force oublie le nom malgré tout, et garde le registre.',
  ],
  secret_out_of_reach: [
    'Le secret du compte ne peut pas être lu ici.',
    'Mettez-le à l’endroit que dit le compte, ou redonnez cet endroit : `linkmill account add NOM --change`.',
  ],
  secret_place_refused: [
    'Le secret du compte ne peut pas venir de là sur cette machine.',
    'Mettez-le là où LINKMILL_SECRET_PLACES le permet (`linkmill account add NOM --change`), ou ajoutez l’endroit à ce réglage.',
  ],
  nobody_to_tell: [
    'Personne n’est désigné pour être prévenu.',
    'Définissez LINKMILL_SMTP_URL, LINKMILL_MAIL_FROM et LINKMILL_MAIL_TO, ou LINKMILL_WEBHOOK_URL et LINKMILL_WEBHOOK_SECRET.',
  ],
  batch_unknown: ['Le registre n’a pas de tel lot.', 'Voir `linkmill status` pour les lots.'],
  file_exists: ['Un fichier de ce nom existe déjà.', 'Donnez un autre nom (`--out`) : aucun n’est remplacé.'],
  report_over_input: ['Le rapport remplacerait le fichier d’entrée.', 'Donnez un autre nom avec --out.'],
  batch_lost: [
    'Le registre a perdu le lot.',
    'Relancez le même fichier : la liste de Bridge dit quels liens existent.',
  ],
  ledger_forged: [
    'Ce qui se trouve dans Redis n’est pas ce que cette installation y a écrit.',
    'Rien n’en est envoyé, et le compte est arrêté. Cherchez qui peut écrire dans ce Redis et changez son mot de passe. Puis restaurez une sauvegarde d’avant (`linkmill restore`), ou videz Redis et redonnez les fichiers : la liste de Bridge dit quels liens existent, aucun n’est créé deux fois. Ce qui date d’avant la clé, `linkmill key seal` le reprend. `linkmill resume` fait repartir le compte sans cela.',
  ],
  batch_cancelled: [
    'Le lot a été annulé.',
    '`linkmill retry LOT --only cancelled` envoie malgré tout ses lignes annulées.',
  ],
  batch_purged: [
    'Les données personnelles du lot ont été effacées.',
    'Rien : `linkmill status` et `linkmill history` en donnent toujours les comptes. Remettez les lignes si elles sont voulues.',
  ],
  not_confirmed: ['Ce n’est pas confirmé.', 'Saisissez ce qui est demandé, ou indiquez --yes.'],
  batch_incomplete: ['Le lot n’a pas été remis en entier.', 'Relancez le même fichier.'],
  port_taken: ['Le port est occupé.', 'Donnez un autre --port, ou arrêtez ce qui y écoute.'],
  schedule_unknown: ['Il n’y a pas de telle planification.', 'Voir `linkmill schedule list`.'],
  schedule_exists: [
    'Une planification porte déjà ce nom.',
    'Retirez-la d’abord : `linkmill schedule remove NOM`. Son historique reste.',
  ],
  schedule_overlaps: [
    'Une autre planification prend les mêmes fichiers de cette boîte.',
    'Donnez à chacune un --pattern ou une --inbox à elle, ou retirez l’autre : `linkmill schedule remove NOM`.',
  ],
  slot_unknown: [
    'La planification n’a pas un tel créneau en cours, ou en a plusieurs.',
    'Nommez-en un : `linkmill schedule history`.',
  ],
  schedule_wrong: ['La planification est incorrecte.', 'Corrigez ce qui est nommé.'],
  inbox_unreachable: [
    'Cette machine n’atteint pas la boîte d’arrivée, ou ne peut pas y écrire.',
    'Montez-la, ou corrigez ses droits.',
  ],
  inbox_unsafe: [
    'Un dossier de réponses pourrait être réarrangé par d’autres : rien n’est déplacé.',
    'Faites-en un vrai dossier de l’utilisateur du worker, où personne d’autre ne peut écrire (chmod go-w), ou nommez-en un autre : `schedule add --answers DOSSIER`.',
  ],
  redis_unreachable: [
    'Redis ne répond pas.',
    'Démarrez-le, ou corrigez REDIS_URL ; `linkmill doctor` en dit plus.',
  ],
  redis_denied: [
    'Redis refuse cet utilisateur, ou ne lui permet pas assez.',
    'Corrigez l’utilisateur ou le mot de passe de REDIS_URL ; `linkmill doctor --acl` donne les droits qu’il faut.',
  ],
  redis_missing: [
    'Il n’y a pas de Redis où travailler.',
    'Installez-en un (`apt install redis-server`, `brew install redis`), ou `docker compose --profile local up -d` et donnez REDIS_URL comme le dit son fichier.',
  ],
  redis_unfit: [
    'Redis n’est pas réglé pour tenir un registre.',
    'Redis 6.2 ou plus récent, appendonly yes, maxmemory-policy noeviction.',
  ],
  redis_full: [
    'Redis n’a plus de mémoire pour ce qui est à écrire.',
    'Augmentez son maxmemory, ou faites de la place ; puis relancez la même commande : rien n’est perdu.',
  ],
  redis_read_only: [
    'Redis est une réplique, qui n’accepte aucune écriture.',
    'Mettez l’adresse du serveur principal dans REDIS_URL. Après un basculement, relancez la même commande : elle se reconnecte.',
  ],
  redis_not_saving: [
    'Redis ne peut pas écrire ses fichiers, et n’accepte donc aucune écriture.',
    'Faites de la place sur son disque, ou réparez ce que nomme son journal ; puis relancez la même commande : rien n’est perdu.',
  ],
  redis_too_few_replicas: [
    'Redis n’accepte aucune écriture tant que trop peu de ses répliques sont connectées.',
    'Rétablissez-les, ou baissez son min-replicas-to-write ; puis relancez la même commande : rien n’est perdu.',
  ],
  redis_loading: [
    'Redis est encore en train de lire ses données.',
    'Attendez qu’il les ait lues, puis relancez la même commande.',
  ],
  redis_busy: [
    'Redis exécute un long script et ne répond à personne.',
    'Attendez, ou arrêtez le script (`redis-cli SCRIPT KILL`) ; puis relancez la même commande.',
  ],
  redis_clustered: [
    'Redis fait partie d’un cluster qui ne sert pas ces clés ici.',
    'Mettez l’adresse d’un Redis seul dans REDIS_URL : Linkmill ne suit pas un cluster d’un nœud à l’autre.',
  ],
  redis_damaged: [
    'Les fichiers du Redis privé sont endommagés, et il ne démarre pas.',
    'Copiez d’abord le dossier. Coupez ensuite ce qui est endommagé (`redis-check-aof --fix` sur son appendonly.aof.manifest), ou restaurez une sauvegarde dans un dossier vide, et relancez la même commande : les liens que le registre a oubliés sont retrouvés dans la liste de Bridge.',
  ],
  bridge_unavailable: [
    'Bridge n’a pas répondu à ce qu’il fallait savoir.',
    'Relancez la même commande quand Bridge est joignable.',
  ],
  account_stopped: [
    'Le compte est arrêté : rien n’est envoyé.',
    'Corrigez ce qui est indiqué, puis `linkmill resume`.',
  ],
  locked_out: [
    'Bridge a refusé les identifiants ou l’adresse de cette machine.',
    'Vérifiez BRIDGE_CLIENT_ID, BRIDGE_CLIENT_SECRET et les adresses autorisées, puis `linkmill resume`, et relancez.',
  ],
  key_missing: [
    'Ce qui repose dans Redis a été scellé par une clé qui n’est pas ici.',
    'Ajoutez la clé à LINKMILL_KEY, à LINKMILL_KEY_FILE ou au fichier `key` du dossier de données ; `linkmill key status` nomme les clés.',
  ],
  key_unusable: [
    'Le fichier de clés est inutilisable.',
    'Il contient une clé de 32 octets par ligne, en base64 ou en hexadécimal, et seul son propriétaire peut le lire (mode 600).',
  ],
  disk_full: [
    'Un fichier ne peut pas être écrit.',
    'Faites de la place ou vérifiez les droits, puis relancez : rien n’est perdu.',
  ],
  sandbox_file_unusable: [
    'Le bac à sable ne peut pas utiliser le fichier de ses liens.',
    'Arrêtez l’autre bac à sable, ou démarrez avec --fresh.',
  ],
  redis_open: [
    'Quiconque atteint ce Redis peut y écrire : son utilisateur par défaut n’a pas de mot de passe.',
    'Créez un utilisateur avec la ligne de `linkmill doctor --acl`, mettez-le dans REDIS_URL, et désactivez celui par défaut (`ACL SETUSER default off`).',
  ],
  tls_unchecked: [
    'NODE_TLS_REJECT_UNAUTHORIZED vaut 0 : quiconque est sur le chemin peut se faire passer pour Bridge, et lire les secrets.',
    'Retirez-le de l’environnement ; NODE_EXTRA_CA_CERTS nomme une autorité à vous.',
  ],
  mail_readable: [
    'Des courriels peuvent partir vers une autre machine sans TLS : ils sont lisibles en chemin.',
    'Retirez LINKMILL_MAIL_TLS=optional, ou utilisez smtps://.',
  ],
  redis_weak: [
    'Redis garde moins que le registre ne le veut, ou ne dit pas ce qu’il garde.',
    'Réglez appendonly yes, appendfsync always et maxmemory-policy noeviction.',
  ],
  backup_unreadable: [
    'La sauvegarde est endommagée, ou n’en est pas une de cette version.',
    'Prenez-en une autre ; `linkmill backup --verify FICHIER` dit si elle est entière.',
  ],
  backup_forged: [
    'La sauvegarde n’a pas été faite par cette installation, ou a été changée depuis.',
    'Restaurez-en une que `linkmill backup` a écrite ici ; cherchez qui peut écrire là où sont les sauvegardes. Une sauvegarde faite sans clé se restaure là où il n’y en a pas ; donnez ensuite la clé et lancez `linkmill key seal`.',
  ],
  backup_of_another_account: [
    'La sauvegarde est celle d’un autre compte.',
    'Choisissez le compte, ou les identifiants Bridge, avec lesquels elle a été faite.',
  ],
  ledger_not_empty: [
    'Le registre contient des lots : rien n’est restauré par-dessus.',
    'Restaurez dans un Redis vide ; n’en videz jamais un qui sert.',
  ],
  ledger_half_restored: [
    'Une restauration de ce registre a été commencée et non terminée.',
    'Relancez `linkmill restore FICHIER`, ou `linkmill restore --abandon`, qui le vide ; d’ici là rien d’autre n’y travaille.',
  ],
  label_long: ['Le libellé dépasse 40 caractères.', 'Beaucoup de banques ne montrent que les 40 premiers.'],
  label_adapted: [
    'Des caractères de la référence ont été remplacés dans le libellé qui en est fait.',
    'Rien à faire, ou ajoutez une colonne de libellé.',
  ],
  remark_to_read: ['Une remarque parle d’un compte ou d’un arrêt.', 'Lisez-la avant de payer la ligne.'],
  name_sent_whole: [
    'Le nom entier est envoyé comme raison sociale.',
    'Rien à faire, ou mettez prénom et nom dans deux colonnes.',
  ],
  text_replaced: [
    'Des caractères ont été remplacés, comme le veut --transliterate.',
    'Rien : le rapport montre les deux formes.',
  ],
  bic_malformed: ['Le BIC a une forme incorrecte.', 'Il n’est pas envoyé ; regardez l’IBAN encore une fois.'],
  bic_country_differs: ['Le pays du BIC n’est pas celui de l’IBAN.', 'Vérifiez que les deux vont ensemble.'],
  iban_national_check: [
    'La clé nationale à l’intérieur de l’IBAN est fausse.',
    'Redemandez l’IBAN pour en être sûr.',
  ],
  duplicate_in_file: [
    'Mêmes IBAN et montant qu’une autre ligne du fichier, sans libellé qui les distingue.',
    'Retirez-la, ou indiquez --accept-duplicates "motif".',
  ],
  duplicate_in_ledger: [
    'Mêmes IBAN et montant qu’une ligne d’un lot antérieur, sans libellé qui les distingue.',
    'Retirez-la, ou indiquez --accept-duplicates "motif".',
  ],
};
