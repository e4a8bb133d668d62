//! Trouble as codes: the window and the command line have the sentences.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Every sentence of trouble that a window can show. Only variants that something produces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The prompt is empty.
    PromptEmpty,
    /// The prompt has more characters than the model takes: `params.over` more than `params.limit`.
    PromptTooLong,
    /// No file of the folder `wildcards` has that name; `params.name`.
    WildcardUnknown,
    /// The file has no line to draw; `params.name`.
    WildcardEmpty,
    /// The file names others too deep, or itself; `params.name`.
    WildcardTooDeep,
    /// The file is no text in UTF-8, or too large; `params.name`.
    WildcardUnreadable,
    /// Another preset has that name; `params.name`.
    PresetNameTaken,
    /// No file of presets; nothing was taken from it.
    PresetsUnreadable,
    /// A newer Rushes wrote the file of presets; nothing was taken from it.
    PresetsNewer,
    /// An entry of the file cannot be used; `params.name` says which, `params.detail` why. Nothing was taken from the file.
    PresetInvalid,
    /// A value is not one that the field can take; `params.field` names it.
    InvalidValue,
    /// The file is no picture that we can read.
    PictureUnreadable,
    /// A picture of a kind that is not read here; `params.kind` has its name.
    PictureKind,
    /// The picture did not come from its address; `params.host`.
    PictureNotFetched,
    /// More pixels or bytes than we decode; `params.limit`.
    PictureTooLarge,
    /// The picture is no longer in its slot.
    PictureGone,
    /// The server fetches pictures for itself; a file of this computer cannot be sent.
    PictureMustBeLink,
    /// A video that has no recipe of ours in it.
    RecipeMissing,
    /// A recipe that a newer Rushes wrote.
    RecipeNewer,
    /// A file that is no recipe, or says what no recipe can.
    RecipeUnreadable,
    /// A file that is to be brought in cannot be read: gone, a folder, no permission; `params.name`.
    FileUnreadable,
    /// A file that is to be brought in holds no video; `params.name`.
    FileNotVideo,
    /// A file that is to be brought in ends early or is damaged; `params.name`.
    FileIncomplete,
    /// The very same file is in the library already; `params.name` is the file, `params.title` the clip, `params.job` its id.
    FileKnown,
    /// ffmpeg, which cuts and exports, is not on this computer.
    CutterMissing,
    /// The piece could not be made; `params.detail` has ffmpeg's words.
    CutFailed,
    /// More videos by one press than are made at once; `params.limit`.
    TooMany,
    /// The form stands for another number of videos than was shown; `params.count` says how many.
    CountChanged,
    /// A value that the model does not take, by its description.
    DoesNotFit,
    /// A pasted text in which nothing was recognised; `params.reason` says why.
    PasteUnreadable,
    /// Another job has that id of the server already.
    IdTaken,
    /// No http(s) address.
    UrlInvalid,
    /// A server of that name exists.
    NameTaken,
    /// There is no such server, job or file (any more).
    NotFound,
    /// The address answers with a web page; `params.suggestion` may hold a better one.
    NotAnApi,
    /// The address answers, and has neither models nor videos; `params.suggestion` may hold a better one.
    WrongPath,
    /// The server sends requests on to another address, where no key goes; `params.suggestion` may hold its base.
    Moved,
    /// 401: the key is wrong, or was withdrawn.
    KeyRefused,
    /// 403: the server knows the key and does not let it do this.
    KeyForbidden,
    /// The server wants a key and has none; or its environment variable is not set (`params.variable`).
    KeyMissing,
    /// The key would go while videos that are being made with it are not here; `params.count`.
    KeyInUse,
    /// 402: the balance does not suffice.
    Balance,
    /// 404 on create: no such path, or no such model.
    NoSuchEndpoint,
    /// The server has no list of its jobs, or none that a program may read.
    NoList,
    /// The server's list holds no job that this request may have become, or more than one. It may have been charged.
    NotInList,
    /// The server does not know the model.
    ModelUnknown,
    /// The server refused the request; `message` has its words.
    Refused,
    /// The server refused for its content rules; its words do not tell whether the prompt or a picture was the reason.
    RefusedContent,
    /// The server refused the prompt for its content rules.
    RefusedPrompt,
    /// The server refused a picture for its content rules.
    RefusedPicture,
    /// The server made something and withheld it for its content rules; it may have been charged.
    RefusedOutput,
    /// The account's limit there is reached: jobs at once, or a quota.
    LimitReached,
    /// 429, or 503 with a refusal.
    Busy,
    /// 5xx.
    ServerTrouble,
    /// The server keeps failing on this one job.
    ServerKeepsFailing,
    /// No connection: DNS, refused, unreachable.
    Unreachable,
    /// The connection is not trusted.
    Tls,
    /// The proxy of the settings or of the environment refused, or does not answer.
    Proxy,
    /// No answer in time.
    Timeout,
    /// An answer that makes no sense here.
    UnexpectedAnswer,
    /// Sent, no answer came; it may have been charged.
    NoAnswer,
    /// The request was sent, and what came back does not say whether it was taken; it may have been charged.
    AnswerUnclear,
    /// The server refused three requests in a row; this one was not sent.
    HeldAfterRefusals,
    /// It would go beyond the day's budget; it was not sent.
    HeldForBudget,
    /// The file is not ready yet, by the server's own words.
    NotReady,
    /// The file lies on the server's own disk, and the server does not hand it out.
    NotHandedOut,
    /// The server says that the job failed.
    JobFailed,
    /// The server no longer has the file.
    Gone,
    /// What came is no complete video.
    FileBroken,
    /// The result's address may not be followed (private network, other protocol).
    AddressRefused,
    /// The disk is full; the job waits.
    DiskFull,
    /// The library cannot be read or written; `params.detail`.
    LibraryUnavailable,
    /// The library's folder cannot be written: a drive that is read-only, or a folder of somebody else; `params.detail`.
    LibraryReadOnly,
    /// A folder that was chosen for the library holds other things.
    NoLibraryThere,
    /// The connection broke off before everything had come; the server had been reached. `message`: our own words for it.
    ConnectionBroke,
    /// The library's folder is gone, for example because its drive was unplugged. Nothing is sent; work goes on by itself
    /// when it is back.
    LibraryGone,
    /// A library is known to have been in this folder, and is not there: `params.detail` names the folder. Nothing was made.
    LibraryAway,
    /// The library is to go to another folder first; `params.to`.
    LibraryMoving,
    /// Rows of the history hold what Rushes never writes and are left out, the rest is there; `params.count`.
    RowsUnreadable,
    /// Another Rushes has the library open.
    LibraryInUse,
    /// The library was made by a newer Rushes.
    LibraryNewer,
    /// A job comes from a copy of the history in which it was still to be sent; it may have been sent since.
    HeldFromBackup,
    /// A file that is no whole backup of a library; `params.reason` is a [`crate::dto::BackupFlaw`], `params.name` the file in it.
    /// Nothing was restored.
    BackupBroken,
    /// Another backup or restore is at work.
    BackupBusy,
    /// A file of that name is there; nothing is overwritten.
    BackupExists,
    /// A library is restored into an empty folder only.
    FolderNotEmpty,
    /// Not enough room where something is to be written; `params.needed` and `params.free`, in megabytes.
    NoRoom,
    /// The place that was chosen cannot be written; `params.detail`.
    PlaceUnwritable,
    /// The place that was chosen lies in the library itself, where nothing may be written over.
    PlaceInLibrary,
    /// A template for names has a token that there is not; `params.name`, and `params.allowed` lists those that there are.
    TemplateUnknown,
    /// A template for names has a brace that stands alone.
    TemplateUnfinished,
    /// A template for names has more characters or folders than a name can have.
    TemplateTooLong,
    /// None of the jobs that were to be exported has a video here.
    NothingToExport,
    /// The user stopped it; nothing is left behind.
    Stopped,
    /// No keychain answers.
    KeychainUnavailable,
    /// The keychain is locked or was dismissed.
    KeychainLocked,
    /// The demo could not start; `params.detail`.
    DemoUnavailable,
    /// Whether there is a newer Rushes could not be learned, or it could not be fetched; `params.host`.
    UpdateUnreachable,
    /// What came is not signed by who makes Rushes, or is for another version. Nothing was installed; `params.host`.
    UpdateNotSigned,
    /// The system did not let it be installed; `params.detail`. This version is still the one that runs.
    UpdateNotInstalled,
    /// Jobs are live or a backup is written: what is installed then would come in between.
    UpdateWaits,
    /// The server has not said what was asked for in this state.
    NotAllowedNow,
    /// A fault of ours; `params.detail` is for a report.
    Internal,
}
