using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Presets;

/// <summary>A request that an agent makes by itself and does not need: its refusal harms nothing. Written <c>host</c> or <c>host/path</c>; the path is one with all below it.</summary>
/// <param name="Host">The host, as routes have it.</param>
/// <param name="Path">What the path begins with; null for any.</param>
public sealed record ExpectedRefusal(RouteHost Host, string? Path)
{
    /// <summary>Reads one; false for what is none.</summary>
    public static bool TryParse(string text, out ExpectedRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(text);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        bool valid = RouteHost.TryParse(slash < 0 ? text : text[..slash], out RouteHost host);
        refusal = valid ? new ExpectedRefusal(host, slash < 0 ? null : text[slash..]) : null;
        return valid;
    }

    /// <summary>Whether one of the texts is of a request.</summary>
    /// <param name="expected">Texts of the form above.</param>
    /// <param name="authority">Where the request went, as <c>host:port</c>.</param>
    /// <param name="path">Its path; null where only its host is known.</param>
    public static bool Covers(IReadOnlyList<string> expected, string? authority, string? path) =>
        expected.Count > 0 && authority is not null && Authority.TryParse(Encoding.UTF8.GetBytes(authority), 443, out Authority parsed)
        && expected.Any(text => TryParse(text, out ExpectedRefusal? one) && one!.Is(parsed, path));

    private bool Is(Authority authority, string? path) =>
        Host.Matches(authority)
        && (Path is null || path == Path || (path is not null && path.StartsWith(Path.EndsWith('/') ? Path : Path + "/", StringComparison.Ordinal)));
}
