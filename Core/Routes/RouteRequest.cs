using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Routes;

/// <summary>What of a request routes are matched on; the same whatever transport it came by.</summary>
/// <param name="Authority">Where it goes.</param>
/// <param name="Method">The method as sent.</param>
/// <param name="Path">The canonical path with its query.</param>
/// <param name="Fields">Its header fields; null for none.</param>
public readonly record struct RouteRequest(Authority Authority, string Method, CanonicalPath Path, HeaderTable? Fields);
