using BotBottle.Controller.Commands;
using BotBottle.Controller.Demo;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>
/// A separate host for one test: a home, settings that resolve the providers' names to a simulated provider on loopback, the host's keys in the environment,
/// and the built CLI.
/// </summary>
internal sealed class CliHost : IAsyncDisposable
{
    public const string AnthropicKey = "sk-ant-the-hosts-own-key";
    public const string OpenAiKey = "sk-the-hosts-own-key";

    private static readonly string[] Hosts = ["api.anthropic.com", "api.openai.com", "chatgpt.com"];

    private string[] _as = []; // the words before a command of the CLI that run it as another user

    private CliHost(string root, SimulatedProvider provider)
    {
        Root = root;
        Provider = provider;
    }

    /// <summary>The folder with all files of this test, removed at its end.</summary>
    public string Root { get; }

    public string Home => Path.Combine(Root, "home");

    /// <summary>The folder that the agent works in.</summary>
    public string Work => Path.Combine(Root, "work");

    public SimulatedProvider Provider { get; }

    /// <summary>The built CLI, in the configuration of the tests.</summary>
    public static string Cli { get; } = FindCli();

    public static Task<CliHost> StartAsync(string settings = "") => StartAsync(_ => SimulatedAnswer.Of(300, 100), settings);

    public static async Task<CliHost> StartAsync(Func<int, SimulatedAnswer> answers, string settings = "")
    {
        string root = Directory.CreateTempSubdirectory("bot-bottle-test-").FullName;
        SimulatedProvider provider = await SimulatedProvider.StartAsync(Hosts, answers, DateTimeOffset.UtcNow, CancellationToken.None);
        CliHost host = new(root, provider);
        Directory.CreateDirectory(host.Work);
        Directory.CreateDirectory(host.Home);
        File.SetUnixFileMode(host.Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(root, "provider-ca.pem"), provider.CertificateAuthority);
        host.WriteSettings(settings);
        return host;
    }

    /// <summary>The controller of this home, as the CLI speaks to it.</summary>
    public ControllerClient Controller => new(Path.Combine(Home, "controller.sock"));

    /// <summary>Starts a verb of the CLI in the work folder, for interaction while it runs.</summary>
    public CliProcess Start(params string[] arguments) =>
        _as is [var program, .. var words] ? new(program, [.. words, Cli, .. arguments], Work, Environment()) : new(Cli, arguments, Work, Environment());

    /// <summary>Starts a verb of the CLI as <see cref="Start"/> does, after commands of a shell.</summary>
    public CliProcess StartAfter(string shell, params string[] arguments) =>
        new("/bin/sh", ["-c", $"{shell}; exec \"$@\"", "sh", .. _as, Cli, .. arguments], Work, Environment());

    /// <summary>Runs another program as the user of the CLI.</summary>
    public Task<CommandResult> AsUserAsync(params string[] words) => Command.RunAsync(_as.FirstOrDefault() ?? words[0], [.. _as.Concat(words).Skip(1)], "/");

    /// <summary>Gives everything to an ordinary user, who runs the CLI from now on. If the tests already run as a user, it is that one.</summary>
    public async Task BelongToUserAsync()
    {
        const string user = "54322"; // a user id that no other process has
        if (System.Environment.UserName != "root")
        {
            return;
        }

        Variables["HOME"] = Directory.CreateDirectory(Path.Combine(Root, "user")).FullName;
        CommandResult owned = await Command.RunAsync("chown", ["-R", $"{user}:{user}", Root], Root);
        Assert.That(owned.ExitCode, Is.Zero, owned.ToString());
        _as = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"];
    }

    /// <summary>Makes it a host of this store's engine, and all of it that of the store's user, if there is one.</summary>
    public async Task UseAsync(PodmanStore podman)
    {
        foreach ((string name, string? value) in podman.Environment)
        {
            Variables[name] = value;
        }

        if (podman.User is not null)
        {
            await PodmanUser.OwnAsync(Root);
            _as = [.. podman.Words];
        }
    }

    /// <summary>Rewrites settings.yml with these lines and the provider's address.</summary>
    public void WriteSettings(string lines)
    {
        string resolve = string.Join(", ", Hosts.Select(name => $"{name}: \"{Provider.Address}\""));
        File.WriteAllText(Path.Combine(Home, "settings.yml"), $"{lines}\nupstream:\n  ca: {Path.Combine(Root, "provider-ca.pem")}\n  resolve: {{{resolve}}}\n");
    }

    /// <summary>Runs a verb of the CLI in the work folder.</summary>
    public Task<CommandResult> BotBottleAsync(params string[] arguments) =>
        _as is [var program, .. var words]
            ? Command.RunAsync(program, [.. words, Cli, .. arguments], Work, Environment())
            : Command.RunAsync(Cli, arguments, Work, Environment());

    /// <summary>Runs a verb that only asks the controller, in this process: for tables of many rows.</summary>
    public async Task<CommandResult> VerbAsync(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        Dictionary<string, string> environment = Environment().Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!);
        CommandHost host = new(output, error, environment, Work, TimeProvider.System, Colours: false);
        int code = await CommandLine.RunAsync(arguments, host);
        return new CommandResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command in a bottle.</summary>
    public Task<CommandResult> InBottleAsync(IEnumerable<string> options, params string[] command) =>
        BotBottleAsync(["run", .. options, "--", .. command]);

    /// <summary>The whole ledger, one row per run and model.</summary>
    public Task<IReadOnlyList<UsageRow>> UsageAsync(string by = "run") => AskAsync(controller => controller.UsageAsync(by));

    /// <summary>All runs, ended ones too.</summary>
    public Task<IReadOnlyList<RunView>> RunsAsync() => AskAsync(controller => controller.RunsAsync(all: true));

    /// <summary>Waits until the agent has created this file in its folder; fails at once if its run ends without it.</summary>
    public async Task UntilExistsAsync(string file, Task<CommandResult> run)
    {
        using FileSystemWatcher watcher = new(Work, file);
        TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => made.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(Path.Combine(Work, file)) && await Task.WhenAny(made.Task, run) == run)
        {
            Assert.Fail($"The run ended without {file}: {await run}");
        }
    }

    /// <summary>Waits until the provider has received this many calls; false if the run or the time ends first.</summary>
    public async Task<bool> UntilCallsAsync(int count, Task<CommandResult> run, CancellationToken bound)
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(7));
        while (Provider.Calls.Count < count)
        {
            if (run.IsCompleted || bound.IsCancellationRequested)
            {
                return false;
            }

            await look.WaitForNextTickAsync(CancellationToken.None);
        }

        return true;
    }

    /// <summary>Describes the state of the host for a failure message.</summary>
    public async Task<string> DescribeAsync()
    {
        List<string> text =
        [
            $"calls {Provider.Calls.Count}, controller {Processes.Controller()}, proxy {Processes.Proxy()}",
            (await BotBottleAsync("ps", "--all", "--json")).ToString(),
            (await BotBottleAsync("log")).ToString(),
        ];
        foreach (string log in Directory.EnumerateFiles(Home, "*.log", SearchOption.AllDirectories))
        {
            text.Add($"--- {log}\n{await File.ReadAllTextAsync(log)}");
        }

        return string.Join('\n', text);
    }

    /// <summary>The processes of this home.</summary>
    public HomeProcesses Processes => new(Home);

    /// <summary>Additional or replaced environment variables of the CLI; null removes one.</summary>
    public Dictionary<string, string?> Variables { get; } = [];

    public Dictionary<string, string?> Environment()
    {
        Dictionary<string, string?> all = new()
        {
            ["BOT_BOTTLE_HOME"] = Home,
            ["ANTHROPIC_API_KEY"] = AnthropicKey,
            ["OPENAI_API_KEY"] = OpenAiKey,
            ["CODEX_API_KEY"] = null,
            ["NO_COLOR"] = "1",
        };
        foreach ((string name, string? value) in Variables)
        {
            all[name] = value;
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        using (ControllerClient controller = Controller)
        {
            try
            {
                await ControllerStop.StopAsync(controller, TimeProvider.System, CancellationToken.None);
            }
            catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
            {
                // The test ended it, or never started one.
            }
        }

        await Provider.DisposeAsync();
        await Processes.UntilGoneAsync();
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // The folders of Go's module cache are read-only, even for their creator.
            EnumerationOptions real = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            foreach (string folder in Directory.EnumerateDirectories(Root, "*", real))
            {
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.UserWrite);
            }

            Directory.Delete(Root, recursive: true);
        }
    }

    /// <summary>Asks the controller and starts one if none is running, as a verb of the CLI would.</summary>
    private async Task<T> AskAsync<T>(Func<ControllerClient, Task<T>> ask)
    {
        using ControllerClient controller = Controller;
        try
        {
            return await ask(controller);
        }
        catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
        {
            CommandResult started = await BotBottleAsync("controller", "start");
            Assert.That(started.ExitCode, Is.Zero, started.ToString());
            return await ask(controller);
        }
    }

    private static string FindCli()
    {
        // .../Core.Tests/bin/CONFIGURATION/net10.0/ is beside .../Controller/bin/CONFIGURATION/net10.0/.
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd('/'));
        string tree = framework.Parent!.Parent!.Parent!.Parent!.FullName;
        string cli = Path.Combine(tree, "Controller", "bin", framework.Parent.Name, framework.Name, "bot-bottle");
        return File.Exists(cli) ? cli : throw new FileNotFoundException("The CLI is not built: dotnet build BotBottle.sln", cli);
    }
}
