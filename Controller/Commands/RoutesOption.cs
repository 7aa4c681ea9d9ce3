using System.CommandLine;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary>The option <c>--routes</c> of the commands that start a proxy.</summary>
internal static class RoutesOption
{
    private const string Variable = "EGRESS_ROUTES";

    public static Option<string?> Create() => new("--routes")
    {
        Description = $"The allowlist: that file alone says what is open (default: ${Variable}; without either what the agent's preset opens, or Anthropic's and OpenAI's hosts).",
        HelpName = "FILE",
    };

    /// <summary>Gets the path of the routes file; null for none.</summary>
    public static string? Of(string? written, CommandHost host) =>
        written ?? (host.Environment.GetValueOrDefault(Variable, "") is { Length: > 0 } named ? named : null);
}
