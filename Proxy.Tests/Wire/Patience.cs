using BotBottle.Core.Control;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>
/// A proxy in virtual time before a plain upstream. In each second another client makes a whole exchange, which must succeed however slow others are.
/// </summary>
internal sealed class Patience : IAsyncDisposable
{
    public const string Host = "slow.test";
    private const string Other = "other.test";

    private readonly ManualTime _time;
    private readonly ScriptedUpstream _slow;
    private readonly ScriptedUpstream _other;
    private readonly TestProxy _proxy;

    private Patience(ScriptedUpstream slow, ScriptedUpstream other, TestProxy proxy, ManualTime time)
    {
        _slow = slow;
        _other = other;
        _proxy = proxy;
        _time = time;
    }

    public static async Task<Patience> WithAsync(Func<WirePeer, Task> script)
    {
        ManualTime time = new();
        ScriptedUpstream slow = new(null, script);
        ScriptedUpstream other = new(null, Support.Script.Answering(Support.Script.Json("{}")));
        TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Listeners = [ListenerKind.Http, ListenerKind.Tls, ListenerKind.Proxy],
            Hosts = [Host, Other],
            Log = EgressLog.Off,
            Resolve = new Dictionary<string, string> { [Host] = slow.Endpoint, [Other] = other.Endpoint },
            Time = time,
        });
        return new Patience(slow, other, proxy, time);
    }

    public Task<RawClient> ConnectAsync(ListenerKind kind = ListenerKind.Http) => _proxy.ConnectAsync((int)kind switch
    {
        (int)ListenerKind.Http => 0,
        (int)ListenerKind.Tls => 1,
        _ => 2,
    });

    /// <summary>Advances by one second at a time until <paramref name="over"/> completes, and returns the number of seconds.</summary>
    /// <param name="over">Completes when the slow peer was cut off.</param>
    /// <param name="most">The limit above which the test fails.</param>
    /// <param name="eachSecond">The action of the slow peer.</param>
    public async Task<int> SecondsUntilAsync(Task over, int most, Func<Task>? eachSecond = null)
    {
        for (int seconds = 0; seconds < most; seconds++)
        {
            if (over.IsCompleted)
            {
                return seconds;
            }
            if (eachSecond is not null)
            {
                await eachSecond();
            }
            await PassAsync(TimeSpan.FromSeconds(1));
        }
        await over.Within();
        return most;
    }

    /// <summary>Advances the time and checks at least once a minute that another client is served.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (TimeSpan left = time; left > TimeSpan.Zero; left -= TimeSpan.FromMinutes(1))
        {
            await using RawClient bystander = await _proxy.ConnectAsync();
            await bystander.SendAsync($"GET / HTTP/1.1\r\nHost: {Other}\r\n\r\n");
            Assert.That((await bystander.ReadMessageAsync()).Body, Is.EqualTo("{}"));
            _time.Advance(left < TimeSpan.FromMinutes(1) ? left : TimeSpan.FromMinutes(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _slow.DisposeAsync();
        await _other.DisposeAsync();
    }
}
