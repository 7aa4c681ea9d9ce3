namespace BotBottle.Proxy.Upstream;

/// <summary>Why no connection to an upstream came about.</summary>
/// <param name="Kind">Decides the refusal's code.</param>
/// <param name="Message">What happened, for a person.</param>
internal sealed record UpstreamFault(UpstreamFaultKind Kind, string Message);
