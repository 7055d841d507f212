/** One HTTP answer of the sandbox; an absent body is an empty one. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Instead of `body`: sent as HTML. */
  readonly html?: string;
  readonly retryAfterSeconds?: number;
}

/** One failed rule of a creation, in Bridge's words. */
export interface Problem {
  readonly code: string;
  readonly property: string;
  readonly message: string;
}

const documentation = 'https://docs.bridgeapi.io/docs/basics';

/** An error in shape A, `{type, message, documentation_url}`. */
export const generalError = (status: number, type: string, message: string): Answer => ({
  status,
  body: { type, message, documentation_url: documentation },
});

/** An error in shape B, `{errors: [{code, property, message}]}`. */
export const validationError = (problems: readonly Problem[]): Answer => ({
  status: 400,
  body: { errors: problems },
});

/** Answers whose words Bridge documents, or that were observed at Bridge. */
export const answers = {
  wrongCredentials: generalError(
    401,
    'invalid_client_credentials',
    'client_id and client_secret are invalid',
  ),
  wrongVersion: generalError(400, 'invalid_version_header', 'API version Bridge-Version is invalid'),
  notFound: generalError(404, 'not_found', "The requested resource doesn't exist"),
  invalidBody: generalError(400, 'invalid_request', 'Invalid body content'),
  notJson: generalError(415, 'unsupported_media_type', 'The content type must be application/json'),
  brokenJson: generalError(422, 'invalid_json', 'The body is not valid JSON'),
  tooLarge: generalError(413, 'payload_too_large', 'The body is too large'),
  tooManyRequests: generalError(429, 'too_many_requests', 'Too many requests'),
  broken: generalError(500, 'internal_server_error', 'An unexpected error occurred'),
  garbage: { status: 200, html: '<html><body><h1>One moment, please</h1></body></html>' },
} as const satisfies Record<string, Answer>;
