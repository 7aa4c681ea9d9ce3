using BotBottle.Core.Routes;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Definitions;

/// <summary>Formats a route in one line, for people.</summary>
internal static class RouteText
{
    public static string Of(Route route)
    {
        List<string> parts = [route.Host];
        if (route.Auth is { } auth)
        {
            parts.Add($"with {auth.FieldName()} from ${auth.Variable}");
        }

        if (route.AgentCredentials)
        {
            parts.Add("with the agent's own login");
        }

        if (route.Tools is { } tools)
        {
            parts.Add($"tools [{string.Join(", ", tools)}]");
        }

        if (route.Unmetered)
        {
            parts.Add("unmetered calls");
        }

        if (route.GitFetch)
        {
            parts.Add("git fetch");
        }

        if (route.Dlp?.OnMatch is { } reaction)
        {
            parts.Add($"finds: {WireNames.Of(reaction)}");
        }

        if (route.Dlp?.Rejected is { } rejected)
        {
            parts.Add($"rejected finds: {WireNames.Of(rejected)}");
        }

        if (route.Matches is { } matches)
        {
            parts.Add("only " + string.Join(" or ", matches.Select(Of)));
        }

        return string.Join(", ", parts);
    }

    private static string Of(RouteMatch match)
    {
        string[] parts =
        [
            match.Methods is { } methods ? string.Join('|', methods) : "",
            match.Paths is { } paths ? string.Join('|', paths.Select(path => $"{WireNames.Of(path.Type)} {path.Value}")) : "",
            match.Headers is { } headers ? string.Join(" and ", headers.Select(header => $"{header.Name}: {WireNames.Of(header.Type)} {header.Value}")) : "",
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }
}
