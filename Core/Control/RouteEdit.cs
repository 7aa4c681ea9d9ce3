using BotBottle.Core.Routes;

namespace BotBottle.Core.Control;

/// <summary><c>run</c> tells the controller of an edit of its routes file; the routes reach the proxy in its orders.</summary>
/// <param name="Routes">The new routes; null where the edit is broken and the last good ones stay.</param>
/// <param name="Message">What happened, for the operator.</param>
public sealed record RouteEdit(RouteSet? Routes, string Message);
