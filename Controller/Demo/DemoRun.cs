using System.IO.Pipes;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Demo;

/// <summary>
/// Shows the whole product on one machine: a real bottle, proxy, controller and ledger, with a provider that is simulated on loopback. It checks the result:
/// the ledger must equal the provider's count, and the last call must have been refused.
/// </summary>
/// <param name="host">The operator's surroundings; their home is not touched.</param>
/// <param name="isolation">Kind of the isolation.</param>
internal sealed class DemoRun(CommandHost host, IsolationKind isolation)
{
    private const long Budget = 1_000;
    private const int Calls = 5;
    private const string RealKey = "sk-ant-the-operators-own-key";

    // 4 calls of 300 tokens cross a budget of 1,000: the third reaches 80 %, the fifth is refused.
    private static readonly SimulatedAnswer Answer = SimulatedAnswer.Of(input: 210, output: 90);

    private readonly DemoStory _story = new(host);

    /// <summary>Runs the demo.</summary>
    public async Task<int> RunAsync(CancellationToken interrupt)
    {
        using DemoFolder folder = new();
        await using SimulatedProvider provider = await SimulatedProvider.StartAsync(["api.anthropic.com"], _ => Answer, host.Time.GetUtcNow(), interrupt);
        folder.WriteSettings(provider, Budget);
        CommandHost inside = Inside(folder);
        _story.Tell("Bot Bottle puts an AI agent behind a meter that it cannot bypass. Nothing here leaves this machine:");
        _story.Tell($"the provider that answers as api.anthropic.com is simulated on {provider.Address}.");
        _story.Step($"An operator sets a budget of {TokenAmount.Format(Budget)} tokens for 'claude' (settings.yml) and starts an agent:");
        _story.Say("operator", "bot-bottle run -- ./agent");

        IReadOnlyList<string> command = DemoAgent.Write(host.Environment, folder.Project, Calls, walled: isolation != IsolationKind.None);
        using ControllerClient controller = await ControllerLauncher.ConnectAsync(inside, interrupt);
        int code;
        try
        {
            _story.Step("The agent works, in a bottle whose only way out is the proxy. Each response costs 300 tokens:");
            code = await WatchedAsync(inside, controller, command, interrupt);
            if (code == ExitCode.Ok)
            {
                await ShowLedgerAsync(controller, provider, interrupt);
            }
        }
        finally
        {
            await ControllerStop.StopAsync(controller, host.Time, CancellationToken.None);
        }

        if (code == ExitCode.Ok)
        {
            TellNext();
        }

        return code;
    }

    /// <summary>Makes the same surroundings with a separate home, an invalid key, and none of the operator's keys.</summary>
    private CommandHost Inside(DemoFolder folder)
    {
        Dictionary<string, string> environment = new(host.Environment, StringComparer.Ordinal) { ["BOT_BOTTLE_HOME"] = folder.Home };
        foreach (string variable in Core.Providers.ProviderTable.BuiltIn.Providers.SelectMany(known => known.Credential.Variables))
        {
            environment.Remove(variable);
        }

        environment["ANTHROPIC_API_KEY"] = RealKey;
        return host with { Environment = environment, Folder = folder.Project, Error = _story.WriterOf("run") };
    }

    private async Task<int> WatchedAsync(CommandHost inside, ControllerClient controller, IReadOnlyList<string> command, CancellationToken interrupt)
    {
        await using AnonymousPipeServerStream output = new(PipeDirection.In, HandleInheritability.None);
        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        RunOptions options = new()
        {
            Command = command, Isolation = isolation, Streams = new BottleStreams(nothing, output.ClientSafePipeHandle, output.ClientSafePipeHandle),
        };
        await using DemoWatch watch = new(inside, controller, _story);
        Task listening = ListenAsync(output);
        int code = await new RunSession(inside, options).RunAsync(interrupt);
        output.DisposeLocalCopyOfClientHandle();
        await listening;
        return code;
    }

    private async Task ListenAsync(AnonymousPipeServerStream output)
    {
        using StreamReader reader = new(output, leaveOpen: true);
        while (await reader.ReadLineAsync() is { } line)
        {
            _story.Say(
                "agent", line, line.StartsWith("call ", StringComparison.Ordinal) && line.Contains(": 402", StringComparison.Ordinal) ? host.Ink.Red : null);
        }
    }

    private async Task ShowLedgerAsync(ControllerClient controller, SimulatedProvider provider, CancellationToken interrupt)
    {
        _story.Step("The ledger, from which budgets are counted ('bot-bottle usage'):");
        IReadOnlyList<UsageRow> rows = await controller.UsageAsync("run", cancellation: interrupt);
        TextTable table = new("   PROVIDER", "MODEL", ">CALLS", ">INPUT", ">OUTPUT", ">CHARGED");
        foreach (UsageRow row in rows)
        {
            long[] figures = [row.Requests, row.InputTokens, row.OutputTokens, row.ChargedTokens];
            table.Add([$"   {row.Provider}", row.Model ?? "-", .. figures.Select(TokenAmount.Format)]);
        }

        table.Write(host.Output, host.Ink);
        long charged = rows.Sum(row => row.ChargedTokens);
        long requests = rows.Sum(row => row.Requests);
        if (charged != provider.TotalTokens || requests != provider.Calls.Count || provider.Calls.Count != Calls - 1)
        {
            throw new CommandFailure(
                ExitCode.Failed,
                $"the ledger says {requests} calls and {charged} tokens, the provider counted {provider.Calls.Count} and {provider.TotalTokens}: this is a "
                    + "bug in Bot Bottle");
        }

        _story.Say("provider", $"I counted {TokenAmount.Format(provider.TotalTokens)} tokens in {provider.Calls.Count} calls: the same.", host.Ink.Green);
        _story.Say(
            "budget",
            $"{TokenAmount.Format(charged)} of {TokenAmount.Format(Budget)}: a call in progress at the limit finishes, and the next is refused (gate: "
                + "off).");
        if (provider.Calls.All(call => call.Credential == RealKey))
        {
            _story.Say("provider", $"Each came with the operator's key ({RealKey}), which the agent never saw.", host.Ink.Green);
        }
    }

    private void TellNext()
    {
        _story.Step("Where to go next:");
        _story.Tell("   bot-bottle run --budget claude=500k -- claude     your own agent, with a budget");
        _story.Tell("   bot-bottle ps, usage, log --follow                watch it from another terminal");
        _story.Tell("   bot-bottle budget set claude=2M, cut, restore     control it");
        _story.Tell("   bot-bottle doctor                                 check the isolation on this machine");
        _story.Tell("   docs/operators.md                                 routes, bottles, budgets and limits");
    }
}
