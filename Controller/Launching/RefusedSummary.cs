using System.Globalization;
using System.Text;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Presets;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Launching;

/// <summary>
/// The messages of <c>run</c> at its end: refused hosts, with the change that would allow each of them, and what outbound scanning masked and refused.
/// </summary>
internal static class RefusedSummary
{
    private const int MostHosts = 6;
    private const int LongestHost = 80;

    /// <summary>Gets both from the controller and writes the messages on standard error.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="controller">The controller.</param>
    /// <param name="run">The run's id.</param>
    public static async Task TellAsync(CommandHost host, ControllerClient controller, string run)
    {
        try
        {
            if (Of(await controller.RefusedHostsAsync(run, CancellationToken.None)) is { } summary)
            {
                host.Complain(summary);
            }

            if (Of(await controller.FindingsAsync(run, CancellationToken.None)) is { } scanned)
            {
                host.Complain(scanned);
            }
        }
        catch (ControllerException failure)
        {
            host.Complain($"which hosts and values were refused is not known: {failure.Message}. Try: bot-bottle log");
        }
    }

    /// <summary>Makes the one-line message on outbound scanning; null if nothing was masked or refused.</summary>
    public static string? Of(RunFindings findings)
    {
        string[] parts =
        [
            .. findings.Masked > 0 ? [$"masked {Count(findings.Masked, "value")}"] : Array.Empty<string>(),
            .. findings.Refused > 0 ? [$"refused {Count(findings.Refused, "request")}"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"outbound scanning {string.Join(" and ", parts)}, listed by: bot-bottle log --after {findings.First - 1}");

        static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
    }

    /// <summary>Makes the one-line message; null if no host was refused.</summary>
    /// <param name="refused">The hosts, the most frequent first.</param>
    public static string? Of(IReadOnlyList<RefusedHost> refused)
    {
        if (refused.Count == 0)
        {
            return null;
        }

        string hosts = string.Join(", ", refused.Take(MostHosts).Select(Describe));
        return $"refused: {hosts}" + (refused.Count > MostHosts ? $" and {refused.Count - MostHosts} more; all are in: bot-bottle log" : "");
    }

    private static string Describe(RefusedHost refused)
    {
        string count = string.Create(CultureInfo.InvariantCulture, $"×{refused.Count}");
        if (!TryParse(refused.Host, out Authority authority))
        {
            return $"{TerminalText.Short(refused.Host, LongestHost)} {count}";
        }

        string host = authority.Port is 443 or 80 ? authority.Host.ToString() : authority.ToString();
        string word = RegistryPresets.Opening(authority, refused.Method, PathOf(refused.Path))
            ?? (AllowEntry.Problem(host) is null ? host : authority.ToString());
        string open = AllowEntry.Problem(word) is null && !word.Contains('[', StringComparison.Ordinal) ? $" (open it with --allow {word})" : "";
        return $"{TerminalText.Short(host, LongestHost)} {count}{(word.Length > LongestHost ? "" : open)}";
    }

    private static bool TryParse(string text, out Authority authority)
    {
        authority = default;
        return Ascii.IsValid(text) && Authority.TryParse(Encoding.ASCII.GetBytes(text), null, out authority);
    }

    private static CanonicalPath? PathOf(string? path) =>
        path is not null && Ascii.IsValid(path) && CanonicalPath.Parse(Encoding.ASCII.GetBytes(path), out CanonicalPath? parsed) == RejectionReason.None
            ? parsed : null;
}
