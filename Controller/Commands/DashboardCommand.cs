using System.CommandLine;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Dashboard;

namespace BotBottle.Controller.Commands;

/// <summary><c>dashboard</c>: shows the host live on one screen.</summary>
internal static class DashboardCommand
{
    private const int Largest = 1000;

    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_CTYPE", "LANG"]; // the first variable that is set decides

    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "dashboard",
            "Show the host live on this terminal: runs and what they spend, budgets, approvals, events; act on them with one key. '?' lists the keys, 'q' "
                + "leaves. It does not start a controller, but "
            + "waits for one.",
            "bot-bottle dashboard", "bot-bottle dashboard --screen approvals", "bot-bottle dashboard --once --width 120 --height 40");
        Option<string?> screen = ChoiceOption.Create("--screen", "The first screen (default: runs).", [.. DashboardOptions.Screens]);
        Option<bool> once = new("--once") { Description = "Print the screen once and exit; needs no terminal." };
        Option<int?> width = Size("--width", "With --once: number of columns (default: the terminal's, or 80).");
        Option<int?> height = Size("--height", "With --once: number of rows (default: the terminal's, or 24).");
        Option<bool> noMouse = new("--no-mouse") { Description = "Leave the mouse to the terminal, which then selects text without Shift." };
        foreach (Option option in new Option[] { screen, once, width, height, noMouse })
        {
            verb.Add(option);
        }

        verb.Validators.Add(result =>
        {
            if (!result.GetValue(once) && (result.GetValue(width) ?? result.GetValue(height)) is not null)
            {
                result.AddError("dashboard: --width and --height are for --once; a terminal has its own size");
            }
        });
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = new(host.Home.ControllerSocket);
            DashboardHost dashboard = new(host, client);
            DashboardOptions options = new(parsed.GetValue(screen) ?? "runs", host.Colours, IsUtf8(host), host.Time) { Mouse = !parsed.GetValue(noMouse) };
            if (parsed.GetValue(once))
            {
                return await OnceAsync(host, dashboard, options, parsed.GetValue(width), parsed.GetValue(height), cancellation);
            }

            if (!DashboardProgram.HasTerminal || host.Environment.GetValueOrDefault("TERM") is null or "" or "dumb")
            {
                throw new CommandFailure(
                    ExitCode.Usage, "the dashboard needs a terminal that can place its cursor, on standard input and output; there is none",
                    "For a script, or a file: bot-bottle dashboard --once");
            }

            await DashboardProgram.RunAsync(dashboard, options, cancellation);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static async Task<int> OnceAsync(
        CommandHost host, DashboardHost dashboard, DashboardOptions options, int? width, int? height, CancellationToken cancellation)
    {
        try
        {
            host.Output.Write(await DashboardProgram.OnceAsync(dashboard, options, width, height, cancellation));
            return ExitCode.Ok;
        }
        catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
        {
            throw new CommandFailure(
                ExitCode.Failed, $"no controller is running at {host.Home.ControllerSocket}: there is nothing to show",
                "'bot-bottle run -- COMMAND' starts it with an agent, 'bot-bottle controller start' without one.", gone);
        }
    }

    /// <summary>True if the locale in the environment is UTF-8, by the order of the C library (setlocale(3)).</summary>
    private static bool IsUtf8(CommandHost host)
    {
        string locale = LocaleVariables.Select(name => host.Environment.GetValueOrDefault(name, "")).FirstOrDefault(value => value.Length > 0) ?? "";
        return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }

    private static Option<int?> Size(string name, string description)
    {
        Option<int?> option = new(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out int size) || size is < 1 or > Largest))
            {
                result.AddError($"{name}: '{result.Tokens[0].Value}' is not a size from 1 to {Largest}");
            }
        });
        return option;
    }
}
