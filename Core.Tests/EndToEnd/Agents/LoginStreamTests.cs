using BotBottle.Core.Logins;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// A login that is refreshed while its agent reads a streamed reply. Another program of the bottle makes a call at that moment. The vendor holds the stream
/// until that call has ended.
/// </summary>
[Category("System")]
[Category("Long")]
[Parallelizable(ParallelScope.All)]
public sealed class LoginStreamTests
{
    private const string Held = "held";
    private const string End = "THE END";

    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(1.2); // a proxy looks at a login's file once a second

    [TestCase("claude", true)]
    [TestCase("codex", true)]
    [TestCase("codex", false)]
    public async Task An_expired_token_is_refreshed_during_a_stream(string name, bool takesWebSockets)
    {
        await using Session session = await Session.StartAsync(name, takesWebSockets, TimeSpan.FromMinutes(-1));
        await session.RunAsync();
        string[] calls = session.Calls();
        bool isSocket = name == "codex" && takesWebSockets;
        Assert.That(session.Login.Accepted, Has.Some.EqualTo($"1 POST {session.CallAt}"), session.Told); // the other program's call
        Assert.That(calls.Skip(session.CallsBefore).Distinct(), Is.EqualTo(new[] { "1" }), session.Told);
        Assert.That(calls.Take(session.CallsBefore).Distinct(), Is.EqualTo(new[] { "0" }), session.Told);
        Assert.That(session.Host.Provider.Calls.Count(call => call.OverWebSocket), isSocket ? Is.GreaterThan(4) : Is.Zero, session.Told);
    }

    [TestCase("claude")]
    [TestCase("codex")]
    public async Task A_token_is_refreshed_ahead_of_its_end_during_a_stream(string name)
    {
        await using Session session = await Session.StartAsync(name, takesWebSockets: false, TimeSpan.FromMinutes(2));
        session.Login.KeepsOldTokens = true;
        session.Login.BeforeRefresh = () => session.OtherCall; // that call does not wait for the new token
        await session.RunAsync();
        Assert.That(session.Login.Accepted, Has.Some.EqualTo($"0 POST {session.CallAt}"), session.Told);
        Assert.That(session.Calls()[^1], Is.EqualTo("1"), session.Told);
    }

    private sealed class Session : IAsyncDisposable
    {
        private const string Prompt = "Please mend the sum.";

        private readonly TaskCompletionSource _inStream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _otherCall = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TimeSpan _left;
        private int _step = -1;
        private int _held;

        private Session(AgentHost host, TimeSpan left)
        {
            (Host, _left) = (host, left);
            Login = host.KeepLogin();
            Login.EndsIn(TimeSpan.FromHours(8));
            CallAt = host.Agent.Name == "codex" ? "chatgpt.com/backend-api/codex/responses" : "api.anthropic.com/v1/messages";
            host.Model.BeforeStep = (marker, done, _) =>
            {
                _step = marker == Tasks.Mend.Marker ? done : -1;
                return Task.CompletedTask;
            };
            host.Provider.AfterEvent = InStreamAsync;
            Func<HttpContext, Task<bool>> vendor = host.Provider.Instead!;
            host.Provider.Instead = context => ServeAsync(context, vendor);
        }

        public AgentHost Host { get; }

        public KeptLogin Login { get; }

        /// <summary>The host and path of the agent's model calls.</summary>
        public string CallAt { get; }

        /// <summary>Completes when the other program's call has come to the vendor.</summary>
        public Task OtherCall => _otherCall.Task;

        /// <summary>The number of model calls with a token before the stream was held.</summary>
        public int CallsBefore { get; private set; }

        /// <summary>The events of the stream, for a failure message.</summary>
        public string Told { get; private set; } = "";

        /// <summary>The task, the placeholder and the tokens that the memory of the bottle's processes held in the middle of the stream.</summary>
        public string[] InMemory { get; private set; } = [];

        private string Placeholder => Host.Agent.Name == "codex" ? "held-by-bot-bottle" : LoginPlaceholders.ClaudeAccess;

        public static async Task<Session> StartAsync(string name, bool takesWebSockets, TimeSpan left) =>
            new(await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Mend, Tasks.Look], takesWebSockets: takesWebSockets), left);

        /// <summary>The numbers of the tokens of the model calls, in their order; the opening of a WebSocket is one.</summary>
        public string[] Calls() => [.. Login.Accepted.Where(line => line.EndsWith(CallAt, StringComparison.Ordinal)).Select(line => line[..1])];

        /// <summary>Runs the agent beside the other program, then the agent again, and checks what does not depend on the login's time.</summary>
        public async Task RunAsync()
        {
            string agent = Host.Agent.Name;
            string body = agent == "codex" ? """{"model":"gpt-5","input":"hello"}"""
                : """{"model":"claude-sonnet-4-5","max_tokens":9,"messages":[{"role":"user","content":"hello"}]}""";
            string models = agent == "codex" ? "chatgpt.com/backend-api/codex/models" : "api.anthropic.com/v1/models";
            string curl = "curl -sS -o /dev/null -w '%{http_code} ' -H 'Authorization: Bearer placeholder'";
            string first = string.Join(' ', Host.Agent.OneShot($"'{Prompt}'"));
            string second = string.Join(' ', Host.Agent.OneShot("'Please look around.'"));
            CommandResult result = await Host.RunAsync(
                "run", "--preset", agent, "--login", $"{agent}:work", "--", "sh", "-c",
                $"{agent} {first} & {curl} 'https://{models}?{Held}'; {curl} -H 'Content-Type: application/json' -d '{body}' https://{CallAt}; wait $!; "
                    + $"{agent} {second}; env; cat \"$HOME\"/.claude/.credentials.json \"$HOME\"/.codex/auth.json; echo {End}");
            Told = $"{result}\n{Host.Describe()}\naccepted:\n{string.Join('\n', Login.Accepted)}\nrejected:\n{string.Join('\n', Login.Rejected)}\n"
                + $"refreshes:\n{string.Join('\n', Login.Refreshes)}";
            Assert.That(result.ExitCode, Is.Zero, Told);
            Assert.That(result.Output, Does.Contain("200 200 ").And.Contain(Tasks.Mend.LastWord).And.Contain(Tasks.Look.LastWord).And.Contain(End), Told);
            Assert.That(result.Output, Does.Contain(Placeholder), Told);
            // The agent may have dropped the placeholder's text by then; its task stays among its arguments and shows that the search finds what is there.
            Assert.That(InMemory.Where(text => text != Placeholder), Is.EqualTo(new[] { Prompt }), "what a core file of the agent holds");
            Assert.That(Login.Secrets.Where((result.Output + result.Error).Contains), Is.Empty);
            Assert.That(Host.Model.Mistakes, Is.Empty, Told);
            Assert.That(await Host.GitAsync("show", "HEAD:sum.js"), Is.EqualTo("export const sum = (a, b) => a + b;\n"), Told);
            Assert.That(Login.Refreshes, Has.Count.EqualTo(1), Told);
            Assert.That(Login.Rejected, Is.Empty, Told);
            await Host.LedgerHoldsAsync(); // the counts come with a stream's last events
            await Login.IsNowhereAsync(Host.Host);
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();

        // The second event of the reply that edits a file.
        private async Task InStreamAsync(ModelReply reply, int count)
        {
            if (_step != 1 || reply.Tool is null || count != 2 || Interlocked.Exchange(ref _held, 1) == 1)
            {
                return;
            }

            CallsBefore = Calls().Length;
            Login.EndsIn(_left);
            await Task.Delay(SeenWithin);
            _inStream.SetResult();
            await OtherCall;
            await Login.IsNowhereAsync(Host.Host);
            string run = (await Host.Host.RunsAsync()).Single().Run;
            InMemory = await Task.Run(() => ProcessMemory.InBottle(run)
                .SelectMany(pid => ProcessMemory.Find(pid, [.. Login.Secrets, Placeholder, Prompt])).Distinct().ToArray());
        }

        private async Task<bool> ServeAsync(HttpContext context, Func<HttpContext, Task<bool>> vendor)
        {
            if (context.Request.QueryString.Value == $"?{Held}")
            {
                await _inStream.Task;
                await context.Response.WriteAsync("{}");
                return true;
            }

            bool isServed = await vendor(context);
            if (_inStream.Task.IsCompleted && context.Request.Headers.UserAgent.ToString().StartsWith("curl/", StringComparison.Ordinal))
            {
                _otherCall.TrySetResult();
            }

            return isServed;
        }
    }
}
