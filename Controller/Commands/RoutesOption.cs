using System.CommandLine;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary>The option <c>--routes</c> of the commands that start a proxy.</summary>
internal static class RoutesOption
{
    private const string Variable = "EGRESS_ROUTES";

    public static Option<string?> Create() => new("--routes")
    {
        Description =
        $"The allowlist file; only its routes are open (default: ${Variable}; without either, the hosts of the agent's preset, or Anthropic's and OpenAI's).",
        HelpName = "FILE",
    };

    /// <summary>Gets the path of the routes file; null for none.</summary>
    public static string? Of(string? written, CommandHost host) =>
        written ?? (host.Environment.GetValueOrDefault(Variable, "") is { Length: > 0 } named ? named : null);
}
