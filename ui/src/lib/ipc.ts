/** The engine behind Tauri's bridge. The only file that knows Tauri; one line a command, no decisions. */
import { Channel, invoke } from '@tauri-apps/api/core';
import type { Backend } from './backend';
import type { AppEvent, Bootstrap } from './generated/contract';

export function tauriBackend(): Backend {
  let mediaBase = '';
  return {
    async bootstrap() {
      const boot = await invoke<Bootstrap>('bootstrap');
      mediaBase = boot.media_base;
      return boot;
    },
    subscribe(onEvent) {
      const channel = new Channel<AppEvent>();
      channel.onmessage = onEvent;
      return invoke('subscribe', { channel });
    },
    uiReady: () => invoke('ui_ready'),
    log: (level, message) => invoke('ui_log', { level, message }),
    saveSettings: (settings) => invoke('save_settings', { settings }),
    resetSettings: () => invoke('reset_settings'),
    exportSettings: () => invoke('export_settings'),
    importSettings: () => invoke('import_settings'),
    readLog: () => invoke('read_log'),
    openLogFolder: () => invoke('open_log_folder'),
    programReport: () => invoke('program_report'),
    notify: (notification) => invoke('notify', { notification }),
    desktopView: () => invoke('desktop_view'),
    startAtLogin: (on) => invoke('start_at_login', { on }),
    lookForUpdate: () => invoke('look_for_update'),
    installUpdate: () => invoke('install_update'),

    listServers: () => invoke('list_servers'),
    saveServer: (draft) => invoke('save_server', { draft }),
    removeServer: (id) => invoke('remove_server', { id }),
    testServer: (id) => invoke('test_server', { id }),
    testDraft: (draft, key) => invoke('test_draft', { draft, key }),
    setServerKey: (id, key, place) => invoke('set_server_key', { id, key, place }),
    forgetServerKey: (id) => invoke('forget_server_key', { id }),
    listProfiles: () => invoke('list_profiles'),
    readPaste: (text) => invoke('read_paste', { text }),
    forgetPaste: () => invoke('forget_paste'),
    testPaste: (draft, key) => invoke('test_paste', { draft, key }),
    connectPaste: (draft, key, place) => invoke('connect_paste', { draft, key, place }),
    forgetLesson: (server, lesson) => invoke('forget_lesson', { server, lesson }),
    importJobs: (server, all) => invoke('import_jobs', { server, all }),
    listModels: (server) => invoke('list_models', { server }),
    describeModel: (server, model) => invoke('describe_model', { server, model }),
    descriptions: () => invoke('descriptions'),
    openDescriptions: () => invoke('open_descriptions'),

    createJobs: (request) => invoke('create_jobs', { request }),
    deriveJob: (request) => invoke('derive_job', { request }),
    fixJob: (job, clientKey) => invoke('fix_job', { job, clientKey }),
    deleteRemote: (job) => invoke('delete_remote', { job }),
    undoBatch: (batch) => invoke('undo_batch', { batch }),
    act: (job, verb) => invoke('act', { job, verb }),
    adoptJob: (job, remoteId) => invoke('adopt_job', { job, remoteId }),
    mark: (jobs, mark) => invoke('mark_jobs', { jobs, mark }),
    trash: (jobs) => invoke('trash_jobs', { jobs }),
    restoreTrashed: (jobs) => invoke('restore_trashed', { jobs }),
    removeTrashed: (jobs) => invoke('remove_trashed', { jobs }),
    listTags: () => invoke('list_tags'),
    listCollections: () => invoke('list_collections'),
    renameCollection: (name, to) => invoke('rename_collection', { name, to }),
    deleteCollection: (name) => invoke('delete_collection', { name }),
    planned: (request) => invoke('planned', { request }),
    previewRequest: (request) => invoke('preview_request', { request }),
    copyRequest: (request, code) => invoke('copy_request', { request, code }),

    listPrompts: () => invoke('list_prompts'),
    keepPrompt: (prompt) => invoke('keep_prompt', { prompt }),
    forgetPrompt: (text) => invoke('forget_prompt', { text }),
    listPresets: () => invoke('list_presets'),
    savePreset: (draft) => invoke('save_preset', { draft }),
    removePreset: (id) => invoke('remove_preset', { id }),
    listSnippets: () => invoke('list_snippets'),
    saveSnippet: (snippet, old) => invoke('save_snippet', { snippet, old }),
    removeSnippet: (name) => invoke('remove_snippet', { name }),
    listWildcards: () => invoke('list_wildcards'),
    exportPresets: () => invoke('export_presets'),
    importPresets: () => invoke('import_presets'),

    listPrices: (server) => invoke('list_prices', { server }),
    savePrice: (draft) => invoke('save_price', { draft }),
    forgetPrice: (id) => invoke('forget_price', { id }),
    estimate: (query) => invoke('estimate', { query }),
    spend: (query) => invoke('spend', { query }),
    spentToday: () => invoke('spent_today'),
    balance: (id) => invoke('balance', { id }),
    exportSpend: (days) => invoke('export_spend', { days }),

    wall: (query) => invoke('wall', { query }),
    wallDays: (filter, search, order) => invoke('wall_days', { filter, search, order }),
    readSearch: (line) => invoke('read_search', { line }),
    completeSearch: (typed) => invoke('complete_search', { typed }),
    shownJobs: (filter, search, ids) => invoke('shown_jobs', { filter, search, ids }),
    savedSearches: () => invoke('saved_searches'),
    saveSearch: (saved) => invoke('save_search', { saved }),
    forgetSearch: (id) => invoke('forget_search', { id }),
    job: (id) => invoke('job', { id }),
    receipt: (id) => invoke('receipt', { id }),
    receiptReport: (id, language) => invoke('receipt_report', { id, language }),
    copyJobCurl: (id) => invoke('copy_job_curl', { id }),

    pickPicture: (role) => invoke('pick_picture', { role }),
    // Raw bodies: a picture as JSON would be four times its size. Headers are ASCII, so the name is encoded.
    stagePicture: (bytes, name) => invoke('stage_picture', bytes, { headers: { name: encodeURIComponent(name) } }),
    stageAddress: (address) => invoke('stage_address', { address }),
    pastePicture: () => invoke('paste_picture'),
    fitPicture: (request) => invoke('fit_picture', { request }),
    restageInput: (job, index) => invoke('restage_input', { job, index }),
    storeStill: (asset, kind, bytes) => invoke('store_still', bytes, { headers: { asset, kind } }),

    showInFolder: (job) => invoke('show_in_folder', { job }),
    openInPlayer: (job) => invoke('open_in_player', { job }),
    saveCopy: (job, withoutRecipe) => invoke('save_copy', { job, withoutRecipe }),
    nameExample: (template, job) => invoke('name_example', { template, job }),
    exportJobs: (request) => invoke('export_jobs', { request }),
    copyFiles: (jobs) => invoke('copy_files', { jobs }),
    saveContact: (kind, pages) => invoke('save_contact', joined(pages), { headers: { kind, lengths: pages.map((page) => page.length).join() } }),
    showExport: () => invoke('show_export'),
    bringDropped: () => invoke('bring_dropped'),
    bringPicked: () => invoke('bring_picked'),
    cutter: () => invoke('cutter'),
    cutClip: (request) => invoke('cut_clip', { request }),
    saveCut: (request) => invoke('save_cut', { request }),
    openRecipe: () => invoke('open_recipe'),
    saveRecipe: (job) => invoke('save_recipe', { job }),
    openLibraryFolder: () => invoke('open_library_folder'),
    libraryView: () => invoke('library_view'),
    backUp: (videos) => invoke('back_up', { videos }),
    showBackup: () => invoke('show_backup'),
    stopArchive: () => invoke('stop_archive'),
    pickBackup: () => invoke('pick_backup'),
    restoreBackup: () => invoke('restore_backup'),
    openRestored: (now) => invoke('open_restored', { now }),
    chooseLibrary: () => invoke('choose_library'),
    pickMove: () => invoke('pick_move'),
    moveLibrary: () => invoke('move_library'),
    moveNow: () => invoke('move_now'),
    keepLibrary: () => invoke('keep_library'),
    beginLibrary: () => invoke('begin_library'),
    startAgain: () => invoke('start_again'),
    quit: (answer) => invoke('quit', { answer }),
    saveFrame: (png, name) => invoke('save_frame', png, { headers: { name: encodeURIComponent(name) } }),
    copyFrame: (rgba, width, height) => invoke('copy_frame', rgba, { headers: { width: String(width), height: String(height) } }),
    copyText: (text) => invoke('copy_text', { text }),
    setFullscreen: (on) => invoke('set_fullscreen', { on }),

    mediaUrl: (id) => mediaBase + id,
  };
}

/** One body of several: their lengths go in a header. */
function joined(pages: readonly Uint8Array[]): Uint8Array {
  const body = new Uint8Array(pages.reduce((sum, page) => sum + page.length, 0));
  let at = 0;
  for (const page of pages) {
    body.set(page, at);
    at += page.length;
  }
  return body;
}
