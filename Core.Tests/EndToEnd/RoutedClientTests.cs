using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Clients of hosts that only a routes file opens: npm with a registry, and the Google SDK.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class RoutedClientTests
{
    [Test]
    public async Task Npm_installs_a_scoped_package_and_shows_why_another_registry_is_closed()
    {
        await using CliHost host = await CliHost.StartAsync();
        byte[] tarball = Tarball("""{"name":"@team/greeting","version":"1.0.0","main":"index.js"}""", "module.exports = 'hello from the registry';");
        await using LoopbackSite site = await LoopbackSite.StartAsync(["registry.example"], context => context.Request.Path.Value switch
        {
            "/@team%2Fgreeting" => context.Response.WriteAsync(Metadata()),
            "/@team/greeting/-/greeting-1.0.0.tgz" => context.Response.Body.WriteAsync(tarball).AsTask(),
            _ => MissingAsync(context),
        });
        site.Settle(host, "registry.example");
        CommandResult result = await RunAsync(host, "registry.example", "sh", "-c", """
            npm install --no-audit --no-fund --registry https://registry.example @team/greeting >&2 && node -p "require('@team/greeting')"
            npm view --fetch-retries 0 --registry https://closed.example anything
            """);
        Assert.That(result.Output, Does.StartWith("hello from the registry\n"), result.ToString());
        Assert.That(result.Error, Does.Contain("403").And.Contain("closed.example"), result.ToString());
    }

    [Test]
    public async Task The_Google_sdk_streams()
    {
        const string Google = "generativelanguage.googleapis.com";
        string clients = await ClientPackages.FolderAsync();
        await using CliHost host = await CliHost.StartAsync();
        // The next piece is sent when the client has seen the one before; a proxy that buffers a response would wait for ever.
        using SemaphoreSlim seen = new(0);
        await using LoopbackSite site = await LoopbackSite.StartAsync([Google], async context =>
        {
            if (context.Request.Path == "/seen")
            {
                seen.Release();
                return;
            }

            context.Response.ContentType = "text/event-stream";
            foreach (string word in new[] { "Hello", " from", " the", " other", " side" })
            {
                await context.Response.WriteAsync(
                    "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"" + word + "\"}]}}]}\r\n\r\n");
                await context.Response.Body.FlushAsync();
                await seen.WaitAsync(context.RequestAborted);
            }
        });
        site.Settle(host, Google);
        host.Variables["GEMINI_API_KEY"] = "the-hosts-own-key";
        CommandResult result = await RunAsync(host, Google, ["--share", $"{clients}:ro"], "node", Path.Combine(clients, "google-sdk.mjs"));
        Assert.That(result.Output, Does.StartWith("Hello from the other side streamed 5 pieces\n"), result.ToString());
    }

    [Test]
    public async Task The_Google_sdk_shows_the_refusal_of_a_spent_budget_after_one_request()
    {
        const string Google = "generativelanguage.googleapis.com";
        string clients = await ClientPackages.FolderAsync();
        await using CliHost host = await CliHost.StartAsync();
        await using LoopbackSite site = await LoopbackSite.StartAsync([Google], context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""
                {"candidates":[{"content":{"role":"model","parts":[{"text":"Hello"}]}}],"usageMetadata":{"promptTokenCount":300,"candidatesTokenCount":100,"totalTokenCount":400}}
                """);
        });
        site.Settle(host, Google);
        string budgeted = $"providers:\n  gemini: {{hosts: [{Google}], format: gemini}}\nbudget:\n  gemini: {{tokens: 1, gate: off}}\n";
        await File.AppendAllTextAsync(Path.Combine(host.Home, "settings.yml"), budgeted);
        CommandResult result = await RunAsync(
            host, Google, ["--agent-credentials", "--share", $"{clients}:ro"], "node", Path.Combine(clients, "refused-sdk.mjs"), "google");
        Assert.That(result.Output, Does.StartWith("402 ").And.Contain("the budget is exhausted (gemini, scope host: 400 of 1 tokens spent"), result.ToString());
        CommandResult log = await host.BotBottleAsync("log", "--json");
        Assert.That(log.Output.Split('\n').Count(line => line.Contains("budget_exhausted", StringComparison.Ordinal)), Is.EqualTo(1), log.ToString());
    }

    private static Task<CommandResult> RunAsync(CliHost host, string open, params string[] command) => RunAsync(host, open, [], command);

    private static async Task<CommandResult> RunAsync(CliHost host, string open, string[] options, params string[] command)
    {
        string routes = Path.Combine(host.Root, "routes.yml");
        await File.WriteAllTextAsync(routes, $"routes:\n- {{host: {open}}}\n");
        return await host.InBottleAsync(["--routes", routes, .. options], command);
    }

    private static string Metadata() => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["name"] = "@team/greeting",
        ["dist-tags"] = new Dictionary<string, string> { ["latest"] = "1.0.0" },
        ["versions"] = new Dictionary<string, object>
        {
            ["1.0.0"] = new Dictionary<string, object>
            {
                ["name"] = "@team/greeting", ["version"] = "1.0.0",
                ["dist"] = new Dictionary<string, string> { ["tarball"] = "https://registry.example/@team/greeting/-/greeting-1.0.0.tgz" },
            },
        },
    });

    private static byte[] Tarball(string manifest, string index)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (TarWriter tar = new(gzip))
        {
            foreach ((string name, string content) in new[] { ("package/package.json", manifest), ("package/index.js", index) })
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
            }
        }

        return packed.ToArray();
    }

    private static Task MissingAsync(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return context.Response.WriteAsync("{}");
    }
}
