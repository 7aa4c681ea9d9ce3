namespace BotBottle.Core.Routes;

/// <summary>
/// One entry of an allowlist (docs/contracts.md, section 3), as it was written and checked: plain data that travels to the proxy, where <see cref="RouteTable"/> compiles
/// it. It names the variable of a credential and never holds its value.
/// </summary>
/// <param name="Origin">Where it stands.</param>
/// <param name="Host">The host pattern (<see cref="RouteHost"/>).</param>
/// <param name="Auth">The credential that replaces the agent's; null where the agent's own go through.</param>
/// <param name="AgentCredentials">On a provider's host: whether the agent may use its own login.</param>
/// <param name="Tools">On a provider's host: the provider-run tools that a call may name; null for the default.</param>
/// <param name="Matches">What of the host is open; null for everything.</param>
/// <param name="GitFetch">Whether git may clone and fetch.</param>
/// <param name="Dlp">What is scanned for; null for the default.</param>
/// <param name="Unmetered">On a built-in provider's host: whether calls may go on whose spend no answer shows.</param>
public sealed record Route(
    RouteOrigin Origin, string Host, RouteAuth? Auth = null, bool AgentCredentials = false, IReadOnlyList<string>? Tools = null,
    IReadOnlyList<RouteMatch>? Matches = null, bool GitFetch = false, RouteDlp? Dlp = null, bool Unmetered = false)
{
    /// <summary>How verdicts name it: <c>file:line (host)</c>.</summary>
    public string Describe() => $"{Origin} ({Host})";
}
