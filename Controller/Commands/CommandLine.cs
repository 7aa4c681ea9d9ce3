using System.CommandLine;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Commands;

/// <summary>Turns the arguments into an exit code: parses, invokes, and turns a failure into a sentence for the operator.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandHost host, CancellationToken cancellation = default)
    {
        // Many users try 'help VERB' first. Response files are off: '@file' after '--' belongs to the agent's command.
        string[] words = arguments is ["help", ..] ? [.. arguments.Skip(1), "--help"] : [.. arguments];
        ParseResult parsed = CommandTree.Build(host).Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if ((parsed.Errors.Count > 0 && parsed.Action?.ClearsParseErrors != true) || WrongUsage.IsHelpOfUnknownVerb(parsed))
        {
            return ReportUsage(host, parsed);
        }

        // The exit code in the help of run: the command never started.
        int failed = parsed.CommandResult.Command.Name == "run" ? ExitCode.NotBuilt : ExitCode.Failed;
        try
        {
            int code = await parsed.InvokeAsync(
                new InvocationConfiguration { Output = host.Output, Error = host.Error, EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null },
                cancellation);
            // The exit code of a command in a bottle is the command's own.
            return host.OutputFault() is { } lost && code == ExitCode.Ok && parsed.CommandResult.Command.Name is not ("run" or "resume")
                ? Report(host, ExitCode.Failed, $"the output is incomplete: {lost}", null)
                : code;
        }
        catch (CommandFailure failure)
        {
            return Report(host, failure.Exit == ExitCode.Failed ? failed : failure.Exit, failure.Message, failure.Advice);
        }
        catch (ConfigurationException broken)
        {
            return Report(host, ExitCode.Usage, broken.Message, SettingsFile.Consequence(broken, host.Home));
        }
        catch (ControllerException failure)
        {
            return Report(host, failure.Status == System.Net.HttpStatusCode.BadRequest ? ExitCode.Usage : failed, failure.Message, null);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Report(host, failed, failure.Message, null);
        }
    }

    private static int ReportUsage(CommandHost host, ParseResult parsed)
    {
        foreach (string complaint in WrongUsage.Of(parsed))
        {
            host.Complain(complaint);
        }

        host.Error.WriteLine($"  Try: {string.Join(' ', ["bot-bottle", .. WrongUsage.WordsOf(parsed.CommandResult.Command), "--help"])}");
        return ExitCode.Usage;
    }

    private static int Report(CommandHost host, int code, string message, string? advice)
    {
        host.Complain(message);
        if (advice is not null)
        {
            host.Error.WriteLine($"  {advice}");
        }

        return code;
    }
}
