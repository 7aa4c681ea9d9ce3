using BotBottle.Controller.Demo;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Launching;

/// <summary>A home, a project folder and a simulated provider for one test, and the CLI of the build as a real process.</summary>
internal sealed class CliHome : IAsyncDisposable
{
    /// <summary>The key in the environment of every command.</summary>
    public const string Key = "sk-ant-a-key-that-no-bottle-sees";

    private readonly string _root = Directory.CreateTempSubdirectory("bbt-").FullName;

    private CliHome(SimulatedProvider provider)
    {
        Provider = provider;
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Project);
        File.WriteAllText(Path.Combine(_root, "ca.pem"), provider.CertificateAuthority);
        WriteSettings("");
    }

    public SimulatedProvider Provider { get; }

    public string Home => Path.Combine(_root, "home");

    public string Project => Path.Combine(_root, "project");

    public ControllerClient Controller => new(Path.Combine(Home, "controller.sock"));

    /// <summary>Starts the provider; every answer costs 300 tokens.</summary>
    public static async Task<CliHome> CreateAsync() => new(await SimulatedProvider.StartAsync(
        ["api.anthropic.com", "api.openai.com"], _ => SimulatedAnswer.Of(210, 90), DateTimeOffset.UtcNow, CancellationToken.None));

    /// <summary>Writes settings.yml: these lines, and the way to the provider.</summary>
    public void WriteSettings(string lines) => File.WriteAllText(
        Path.Combine(Home, "settings.yml"),
        $$"""
        {{lines}}
        upstream:
          ca: {{Path.Combine(_root, "ca.pem")}}
          resolve: {api.anthropic.com: "{{Provider.Address}}", api.openai.com: "{{Provider.Address}}"}
        """);

    /// <summary>Starts a command line.</summary>
    public CliProcess Start(params string[] arguments) => new(Project, Environment(), arguments);

    /// <summary>Runs a command line to its end.</summary>
    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        await using CliProcess process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Runs a shell script in a bottle.</summary>
    public Task<CliResult> InBottleAsync(string script, params string[] options) => RunAsync(["run", .. options, "--", "sh", "-c", script]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using ControllerClient controller = Controller;
        try
        {
            await DemoController.StopAsync(controller, TimeProvider.System);
        }
        catch (ControllerException absent) when (absent.Code == ControllerException.Unreachable)
        {
            // The test started none, or stopped it.
        }

        await Provider.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private Dictionary<string, string> Environment()
    {
        Dictionary<string, string> environment = new()
        {
            ["BOT_BOTTLE_HOME"] = Home, ["HOME"] = _root, ["ANTHROPIC_API_KEY"] = Key, ["OPENAI_API_KEY"] = Key, ["LANG"] = "C.UTF-8",
        };
        foreach (string name in new[] { "PATH", "DOTNET_ROOT" })
        {
            if (System.Environment.GetEnvironmentVariable(name) is { } value)
            {
                environment[name] = value;
            }
        }

        return environment;
    }
}
