using BotBottle.Core.Dlp;

namespace BotBottle.Core.Policy;

/// <summary>A proxy asks whether a request that holds a secret may go on: what an operator decides by. It never holds the secret.</summary>
/// <param name="Fingerprint">What the decision is kept under: <see cref="ApprovalFingerprints"/> of the value.</param>
/// <param name="Rule">What kind of secret it is, in the words of the rule that found it: <c>AWS access key</c>.</param>
/// <param name="Place">Where in the request it stands: <c>body</c>, <c>query</c>, <c>header x-token</c>.</param>
/// <param name="Context">The text around the value, the value itself masked.</param>
/// <param name="Route">The route that the request was decided by, as its host is written.</param>
/// <param name="Host">The destination, which a yes is kept under besides the fingerprint: canonical <c>host:port</c>, with <c>http://</c> before it where it is reached without TLS.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Path">The canonical path without its query.</param>
public sealed record ApprovalRequest(
    string Fingerprint, string Rule, string Place, string Context, string Route, string Host, string Method, string Path);
