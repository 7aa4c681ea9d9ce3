using System.Text;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>A find does not end a session: agents at work with a token, a picture and noise in their history, without an operator.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class AgentFindTests
{
    private const int Turns = 12;

    [Test]
    public async Task A_short_session_completes_and_the_token_stays_inside()
    {
        await using FindSession session = await FindSession.StartAsync(KnownAgents.Named("codex"), 3);
        await CompletesAsync(session, await session.RunAsync());
    }

    /// <summary>Codex compresses what it sends over HTTP when it is logged in to ChatGPT: what is clean arrives so, and the rest as text with masks.</summary>
    [TestCase(3, Category = "Long")]
    [TestCase(Turns, Category = "Long")]
    public async Task A_session_that_compresses_its_calls_completes_too(int turns)
    {
        await using FindSession session = await FindSession.StartAsync(KnownAgents.Named("codex"), turns, takesWebSockets: false);
        await CompletesAsync(session, await session.RunLoggedInAsync());
        const string path = "/backend-api/codex/responses\n";
        string[] heads = [.. session.Cache.Received.Select(Encoding.UTF8.GetString).Where(text => text.StartsWith(path, StringComparison.Ordinal))];
        string[] compressed = [.. heads.Where(head => head.Contains("[Content-Encoding, zstd]", StringComparison.Ordinal))];
        Assert.That(compressed, Is.Not.Empty, "the first call is clean");
        Assert.That(heads.Length - compressed.Length, Is.GreaterThanOrEqualTo(turns));
    }

    [TestCase("claude")]
    [TestCase("codex")]
    [Category("Long")]
    public async Task A_session_of_a_dozen_turns_completes_and_caches_as_without_scanning(string name)
    {
        await using FindSession session = await FindSession.StartAsync(KnownAgents.Named(name), Turns);
        await CompletesAsync(session, await session.RunAsync());
        await using FindSession unscanned = await FindSession.StartAsync(KnownAgents.Named(name), Turns);
        CommandResult result = await unscanned.RunUnscannedAsync();
        string told = unscanned.Describe(result);
        Assert.That(result.ExitCode, Is.Zero, told);
        Assert.That(unscanned.Cache.Received.Any(bytes => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(FindSession.Token)) >= 0), told);
        await TestContext.Out.WriteLineAsync($"{name}: cached {session.CachedShare:P3} of the input, without scanning {unscanned.CachedShare:P3}");
        Assert.That(session.CachedShare, Is.EqualTo(unscanned.CachedShare).Within(0.001), $"{session.Describe(result)}\n{told}");
    }

    private static async Task CompletesAsync(FindSession session, CommandResult result)
    {
        string told = session.Describe(result);
        Assert.That(result.ExitCode, Is.Zero, told);
        Assert.That(result.Output + result.Error, Does.Contain(FindSession.LastWord), told);
        Assert.That(session.Host.Model.Mistakes, Is.Empty, told);
        foreach (byte[] received in session.Cache.Received.Concat(session.Cache.Prompts))
        {
            AssertNothingOfTheToken(received);
        }

        string[] prompts = [.. session.Cache.Prompts.Select(Encoding.UTF8.GetString)];
        Assert.That(prompts, Has.Length.GreaterThan(session.Noise.Count + 1), told);
        Assert.That(prompts.Skip(prompts.Length - session.Noise.Count - 1), Has.All.Contains(FindSession.Masked), told);
        Assert.That(prompts[^1], Does.Contain(session.Picture), "the picture is as it was");
        foreach (string noise in session.Noise)
        {
            Assert.That(prompts[^1].Contains(noise, StringComparison.Ordinal), "the noise is as it was");
        }

        using BotBottle.Core.Client.ControllerClient controller = session.Host.Host.Controller;
        List<LoggedEvent> events = [];
        await foreach (LoggedEvent logged in controller.EventsAsync())
        {
            events.Add(logged);
        }

        Assert.That(events.Where(one => one.Event == EventKind.DlpMatch), Is.Empty, told);
        string note = events.Single(one => one.Event == EventKind.DlpRedacted).Message;
        Assert.That(note, Does.Contain("GitLab token in the").And.Contain("GITLAB_TOKEN=glpat-***"));
        await session.Host.LedgerHoldsAsync();
    }

    private static void AssertNothingOfTheToken(byte[] received)
    {
        byte[] secret = Encoding.ASCII.GetBytes(FindSession.Token["glpat-".Length..]);
        for (int at = 0; at + 6 <= secret.Length; at++)
        {
            Assert.That(received.AsSpan().IndexOf(secret.AsSpan(at, 6)), Is.EqualTo(-1), $"the provider has bytes {at} to {at + 5} of the token");
        }
    }
}
