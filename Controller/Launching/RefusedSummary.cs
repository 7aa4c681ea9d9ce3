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

/// <summary>The message of <c>run</c> at its end about refused hosts, with the change that would allow each of them.</summary>
internal static class RefusedSummary
{
    private const int MostHosts = 6;
    private const int LongestHost = 80;

    /// <summary>Gets the refused hosts from the controller and writes the message on standard error.</summary>
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
        }
        catch (ControllerException failure)
        {
            host.Complain($"which hosts were refused is not known: {failure.Message}. Try: bot-bottle log");
        }
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
