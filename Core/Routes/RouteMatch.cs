namespace BotBottle.Core.Routes;

/// <summary>One alternative of a route's <c>matches</c>: it holds when a path, a method and all headers hold.</summary>
/// <param name="Paths">Any of these; null for every path.</param>
/// <param name="Methods">Any of these, compared exactly (RFC 9110 section 9.1); null for every method. GET does not stand for HEAD.</param>
/// <param name="Headers">All of these; null for none.</param>
public sealed record RouteMatch(IReadOnlyList<PathRule>? Paths, IReadOnlyList<string>? Methods, IReadOnlyList<HeaderRule>? Headers);
