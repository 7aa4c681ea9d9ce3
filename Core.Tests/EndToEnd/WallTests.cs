namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The doctor's verdict on the isolation, and places that the agent must not reach.</summary>
[Category("System")]
public sealed class WallTests
{
    [Test]
    public async Task Doctor_passes_every_probe()
    {
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await host.BotBottleAsync("doctor");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
    }

    [Test]
    public async Task The_home_the_keys_and_the_sockets_are_not_reachable()
    {
        await using CliHost host = await CliHost.StartAsync();
        await host.BotBottleAsync("controller", "start");
        CommandResult result = await host.InBottleAsync([], "sh", "-c", $$"""
            ls '{{host.Home}}' && echo SEEN home
            cat '{{host.Home}}/settings.yml' && echo SEEN settings
            cat '{{host.Home}}/bot-bottle.db' && echo SEEN database
            curl -s --max-time 2 --unix-socket '{{host.Home}}/controller.sock' http://x/v1/status && echo SEEN controller
            curl -s --max-time 2 --unix-socket '{{host.Home}}/proxy.sock' http://x/v1/proxy/orders && echo SEEN proxy
            grep -l '{{CliHost.AnthropicKey}}' /proc/*/environ && echo SEEN key
            find "$HOME" /tmp /run /etc -maxdepth 3 -type f -exec grep -l '{{CliHost.AnthropicKey}}' {} + && echo SEEN key in a file
            curl -s --max-time 2 --noproxy '*' http://169.254.169.254/ && echo SEEN metadata
            curl -s --max-time 2 --noproxy '*' '{{"https://" + host.Provider.Address}}' -k && echo SEEN provider
            curl -s --max-time 2 --noproxy '*' http://1.1.1.1/ && echo SEEN internet
            echo done
            """);
        Assert.That(result.Output, Is.EqualTo("done\n"), result.ToString());
    }
}
