using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Presets;

/// <summary>
/// A request that an agent makes by itself and does not need, so its refusal is harmless. The form is <c>host</c> or <c>host/path</c>; the path covers all
/// paths below it.
/// </summary>
/// <param name="Host">The host, in the form of routes.</param>
/// <param name="Path">The start of the path; null for any path.</param>
public sealed record ExpectedRefusal(RouteHost Host, string? Path)
{
    /// <summary>Reads the form above; false for any other text.</summary>
    public static bool TryParse(string text, out ExpectedRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(text);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        bool valid = RouteHost.TryParse(slash < 0 ? text : text[..slash], out RouteHost host);
        refusal = valid ? new ExpectedRefusal(host, slash < 0 ? null : text[slash..]) : null;
        return valid;
    }

    /// <summary>True if one of the texts covers a request.</summary>
    /// <param name="expected">Texts of the form above.</param>
    /// <param name="authority">The request's destination, as <c>host:port</c>.</param>
    /// <param name="path">The request's path; null if only its host is known.</param>
    public static bool Covers(IReadOnlyList<string> expected, string? authority, string? path) =>
        expected.Count > 0 && authority is not null && Authority.TryParse(Encoding.UTF8.GetBytes(authority), 443, out Authority parsed)
        && expected.Any(text => TryParse(text, out ExpectedRefusal? one) && one!.Is(parsed, path));

    private bool Is(Authority authority, string? path) =>
        Host.Matches(authority)
        && (Path is null || path == Path || (path is not null && path.StartsWith(Path.EndsWith('/') ? Path : Path + "/", StringComparison.Ordinal)));
}
