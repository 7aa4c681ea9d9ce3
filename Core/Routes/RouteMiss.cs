using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>Explains why a route of the right host does not match a request.</summary>
public static class RouteMiss
{
    /// <summary>The first failing part of each of the route's matches, in words; null if the route matches.</summary>
    public static string? Of(Route route, RouteRequest request)
    {
        ArgumentNullException.ThrowIfNull(route);
        if (route.Matches is not { } matches)
        {
            return null;
        }

        string?[] misses = [.. matches.Select(match => Of(match, request))];
        return Array.Exists(misses, miss => miss is null) ? null
            : misses.Length == 1 ? misses[0]
            : string.Join("; ", misses.Select((miss, index) => $"match {index + 1}: {miss}"));
    }

    private static string? Of(RouteMatch match, RouteRequest request)
    {
        if (Fails(new RouteMatch(null, match.Methods, null)))
        {
            return $"the method {request.Method} is not {string.Join(" or ", match.Methods!)}";
        }

        if (Fails(new RouteMatch(match.Paths, null, null)))
        {
            return $"the path {request.Path.Path} is not {string.Join(" or ", match.Paths!.Select(path => $"{WireNames.Of(path.Type)} {path.Value}"))}"
                + (match.Paths!.Any(IsReadOtherwise) ? ", also where a server reads %2F or %5C as a slash, or // as one" : "");
        }

        HeaderRule? header = match.Headers?.FirstOrDefault(rule => Fails(new RouteMatch(null, null, [rule])));
        return header is null ? null
            : $"the header {header.Name} has to be there and {(header.Type == HeaderRuleType.Regex ? "match" : "be")} '{header.Value}'";

        bool IsReadOtherwise(PathRule rule) => rule.Type == PathRuleType.Regex
            && RoutePattern.TryCompile(rule.Value, out RoutePattern? pattern) is null && pattern!.IsMatch(request.Path.Path);

        // Uses the matcher itself, one part at a time.
        bool Fails(RouteMatch part) => !new CompiledMatch(part).Holds(request);
    }
}
