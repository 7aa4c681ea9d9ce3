using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Logins;

/// <summary>Proxy processes of several runs that share a login, and their deaths.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class LoginProcessTests
{
    private static readonly TimeSpan Expired = TimeSpan.FromMinutes(-1);

    [Test]
    public async Task Two_processes_refresh_once_and_a_kill_before_the_use_loses_no_token()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        await using ProxyProcess one = await world.StartProcessAsync();
        await using ProxyProcess other = await world.StartProcessAsync();
        TaskCompletionSource used = new();
        TaskCompletionSource go = new();
        world.Provider = async (_, peer) =>
        {
            used.TrySetResult();
            await go.Task;
            await peer.SendAsync(Script.Json("{}"));
        };
        Task<(string Head, string Body)> first = world.AskAsync(one, "GET", "/v1/models");
        Task<(string Head, string Body)> second = world.AskAsync(other, "GET", "/v1/models");
        await used.Task.Within();
        await one.KillAsync();
        go.SetResult();
        Assert.That((await second.Within()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(async () => await first.Within(), Throws.Exception);
        await using ProxyProcess next = await world.StartProcessAsync();
        Assert.That((await world.AskAsync(next, "GET", "/v1/models").Within()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(world.Refreshes, Has.Count.EqualTo(1));
        Assert.That(world.Calls.Select(call => LoginWorld.ValueOf(call.Head, "authorization")), Is.All.EqualTo("Bearer minted-access-token-1"));
        foreach (ProxyProcess proxy in new[] { other, next })
        {
            await proxy.StopAsync();
            Assert.That(await proxy.ErrorsAsync(), Does.Not.Contain("minted-").And.Not.Contain(world.First.AccessToken));
        }
    }

    [Test]
    public async Task A_process_that_is_killed_during_its_refresh_leaves_neither_a_lock_nor_half_a_login()
    {
        await using LoginWorld world = await LoginWorld.WithAsync(LoginWorld.Claude(Expired));
        await using ProxyProcess one = await world.StartProcessAsync();
        TaskCompletionSource asked = new();
        TaskCompletionSource<string> never = new();
        world.Vendor = _ =>
        {
            asked.TrySetResult();
            return never.Task;
        };
        Task<(string Head, string Body)> first = world.AskAsync(one, "GET", "/v1/models");
        await asked.Task.Within();
        await one.KillAsync();
        Assert.That(async () => await first.Within(), Throws.Exception);
        Assert.That(world.Kept.AccessToken, Is.EqualTo(world.First.AccessToken));
        world.Vendor = null;
        await using ProxyProcess next = await world.StartProcessAsync();
        Assert.That((await world.AskAsync(next, "GET", "/v1/models").Within()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(world.Kept.AccessToken, Is.EqualTo("minted-access-token-1"));
        Assert.That(
            Directory.GetFiles(Path.GetDirectoryName(world.Path)!).Select(Path.GetFileName), Is.EquivalentTo(new[] { "work.json", "work.json.lock" }),
            "the room of the killed process");
        never.SetResult("");
    }
}
