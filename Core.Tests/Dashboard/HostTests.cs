using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Dashboard;
using BotBottle.Dashboard.Gui;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Terminal;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>The connection to the host and the dashboard's loop over it.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Each_controller_is_asked_for_the_events_after_the_last_received()
    {
        ScriptedHost host = new();
        Channel<Message> messages = Channel.CreateUnbounded<Message>();
        using CancellationTokenSource stop = new();
        Task following = new HostConnection(host, TimeProvider.System, message => messages.Writer.WriteAsync(message)).RunAsync(stop.Token);
        host.Say(Samples.Update(snapshot: true, events: [Samples.Event(1), Samples.Event(2)], exchanges: [Samples.Exchange(7)]));
        host.Say(Samples.Update(events: [Samples.Event(3)]));
        host.Break(new ControllerException("the stream broke off", new IOException()));
        host.Break(new ControllerException("half a line", new JsonException()));
        host.Break(null);
        host.Say(Samples.Update(snapshot: true, events: [Samples.Event(4)]));
        DashboardState state = Samples.Empty;
        List<string> reasons = [];
        while (state.LastEvent != 4)
        {
            Message message = await messages.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            reasons.AddRange(message is Message.LinkLost lost ? [lost.Reason] : []);
            state = Reducer.Reduce(state, message);
        }

        Assert.That(state.Events.Select(logged => logged.Seq), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(state.Link.Up, Is.True);
        Assert.That(host.Asked.First(), Is.EqualTo(((long?)null, (long?)null)));
        Assert.That(host.Asked.Skip(1), Has.All.EqualTo(((long?)3, (long?)7)));
        Assert.That(reasons[0], Is.EqualTo("the stream broke off"));
        await stop.CancelAsync();
        await following.WaitAsync(Patience);
    }

    [Test]
    public async Task A_new_database_is_followed_from_its_beginning()
    {
        ScriptedHost host = new();
        Channel<Message> messages = Channel.CreateUnbounded<Message>();
        using CancellationTokenSource stop = new();
        Task following = new HostConnection(host, TimeProvider.System, message => messages.Writer.WriteAsync(message)).RunAsync(stop.Token);
        host.Say(Samples.Update(snapshot: true, events: [Samples.Event(90)], exchanges: [Samples.Exchange(70)]));
        host.Break(new ControllerException(
            System.Net.HttpStatusCode.BadRequest, new ApiError(ControllerException.NoSuchPlace, "that position is of another history")));
        host.Say(Samples.Update(snapshot: true, events: [Samples.Event(1)], exchanges: [Samples.Exchange(2)]));
        DashboardState state = Samples.Empty;
        while (state.LastEvent != 1)
        {
            state = Reducer.Reduce(state, await messages.Reader.ReadAsync().AsTask().WaitAsync(Patience));
        }

        Assert.That((state.Events.Single().Seq, state.LastExchange), Is.EqualTo((1, (long?)2)));
        Assert.That(host.Asked, Is.EqualTo(new[] { ((long?)null, (long?)null), (null, null) }));
        await stop.CancelAsync();
        await following.WaitAsync(Patience);
    }

    [Test]
    public async Task Completed_and_refused_actions_are_reported()
    {
        ScriptedHost host = new();
        HostActions actions = new(host);
        ImmutableArray<RunTarget> two = [new RunTarget("id-otter", "otter"), new RunTarget("id-heron", "heron")];
        (HostCommand Command, string Text, string Done)[] cases =
        [
            (new HostCommand.ActOnRuns(RunActionKind.Cut, [two[0]]), "otter: cut; r restores it", "cut id-otter"),
            (new HostCommand.ActOnRuns(RunActionKind.Restore, [two[0]]), "otter: running", "restore id-otter"),
            (new HostCommand.ActOnRuns(RunActionKind.Freeze, [two[0]]), "otter: frozen; u resumes it", "freeze id-otter"),
            (new HostCommand.ActOnRuns(RunActionKind.Resume, [two[0]]), "otter: running again", "resume id-otter"),
            (new HostCommand.ActOnRuns(RunActionKind.Kill, [two[0]]), "otter: is being ended", "kill id-otter"),
            (new HostCommand.Decide("k7q2m", true), "k7q2m: approved for otter, api.example.com alone: AWS access key in body of POST api.example.com/v1/items",
                "approve k7q2m"),
            (new HostCommand.Decide("k7q2m", false), "k7q2m: rejected for otter, any host: AWS access key in body of POST api.example.com/v1/items",
                "reject k7q2m"),
            (new HostCommand.SetBudget(new BudgetChange("claude", "host", 5_000)), "claude of host: the limit is 5,000 tokens now", "set claude host 5000"),
            (new HostCommand.ResetBudget(new BudgetKey("claude", "host")), "claude of host: counting starts again", "reset claude host"),
            (new HostCommand.ClearBudget(new BudgetKey("claude", "host")), "claude of host: the operator's limit is dropped", "clear claude host"),
        ];
        foreach ((HostCommand command, string text, string done) in cases)
        {
            Assert.That(await actions.DoAsync(command, default), Is.EqualTo(new Message.ActionEnded(text, false)));
            Assert.That(host.Done.Last(), Is.EqualTo(done));
        }

        Assert.That(
            await actions.DoAsync(new HostCommand.ActOnRuns(RunActionKind.Cut, two), default), Is.EqualTo(new Message.ActionEnded("cut: 2 of 2 runs", false)));
        host.Refuses = what => what is "id-heron" or "host" ? $"{what} is not for you" : null;
        Assert.That(await actions.DoAsync(new HostCommand.ActOnRuns(RunActionKind.Kill, two), default),
            Is.EqualTo(new Message.ActionEnded("kill: 1 of 2 runs; heron: id-heron is not for you", true)));
        Assert.That(await actions.DoAsync(new HostCommand.SetBudget(new BudgetChange("claude", "host", 5)), default),
            Is.EqualTo(new Message.ActionEnded("host is not for you", true)));
        Message.RoutesRead routes = (Message.RoutesRead)await actions.DoAsync(new HostCommand.ReadRoutes("id-otter"), default);
        Assert.That(routes.Routes!.Routes, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_key_acts_and_the_terminal_shows_the_result()
    {
        ScriptedHost host = new();
        ScreenModel screen = new(80, 24);
        using SemaphoreSlim written = new(0);
        using GuiScreen views = new();
        using FrameWriter frames = new(screen, new CellEncoder(TerminalLook.Colours), () => { });
        frames.Resume();
        DashboardLoop loop = new(host, views, frames, TimeProvider.System);
        Action<Picture> told = frames.Shown!;
        frames.Shown = picture =>
        {
            told(picture);
            written.Release();
        };
        Task running = loop.RunAsync(Samples.Empty with { Now = TimeProvider.System.GetUtcNow() }, () => { }, () => { }, default);
        async Task ShowsAsync(string text)
        {
            while (!screen.Text.Contains(text, StringComparison.Ordinal))
            {
                Assert.That(await written.WaitAsync(Patience), Is.True, $"'{text}' is not in\n{screen.Text}");
            }
        }

        await ShowsAsync("Asking the controller at");
        host.Say(Samples.Update(snapshot: true, runs: [Samples.Run("otter"), Samples.Run("heron")]));
        await ShowsAsync("> heron");
        loop.Press(new KeyStroke(KeyKind.Home)); // it was selected automatically a moment ago
        loop.Press(KeyStroke.Of('c'));
        await ShowsAsync("heron: cut; r restores it");
        Assert.That(host.Done, Is.EqualTo(new[] { "cut id-heron" }));
        loop.Press(new KeyStroke(KeyKind.Enter));
        await ShowsAsync("[exchanges]");
        host.Break(new ControllerException("it is dead", new IOException()));
        await ShowsAsync("controller gone");
        host.Say(Samples.Update(snapshot: true, runs: [Samples.Run("heron", RunState.Cut)]));
        await ShowsAsync("live");
        loop.Post(new Message.Resized(80, 24));
        loop.Press(KeyStroke.Of('q'));
        await running.WaitAsync(Patience);
    }
}
