/** English for what was learned about servers. A file of its own: the words grow with the forms that servers want. */
import type { Encoding, Form } from '../generated/contract';

/** What a refusal taught, one line each; no full stop, for they stand in lists and on buttons. */
export const lessons = {
  /** The last of several values that are allowed. */
  or: (others: string, last: string) => `${others} or ${last}`,
  seconds: (values: string) => `${values} s`,
  allowed: (name: string, values: string) => `${name}: ${values}`,
  notTaken: (name: string) => `${name} is not taken`,
  needed: (name: string) => `${name} has to be filled in`,
  written: (name: string, form: string) => `${name} is written as ${form}`,
  exactPicture: 'Pictures must have exactly the video’s size',
  pictureBytes: (size: string) => `Pictures may have at most ${size}`,
  ways: { json: 'Requests are sent as JSON', multipart: 'Requests are sent as a multipart form' } satisfies Record<Encoding, string>,
  /** For what is about the whole request. */
  request: 'The request',
  forms: {
    json: 'a JSON value',
    string: 'text',
    int: 'a whole number',
    float: 'a number',
    bool: 'true or false',
    boolString: 'the text “true” or “false”',
    jsonString: 'JSON inside a text',
    WxH: '1280x720',
    'W*H': '1280*720',
    ratio: '16:9',
    ratioX: '16x9',
    tierLower: '720p',
    tierUpper: '720P',
    file: 'a file',
    url: 'an address',
    dataUri: 'a data: address',
    rawBase64: 'Base64',
    imageUrlObject: 'an object with image_url',
    urlObject: 'an object with url',
    contentItem: 'an item of a list of contents',
  } satisfies Record<Form, string>,
} as const;
