using System.CommandLine;
using System.CommandLine.Parsing;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Presets;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>The options of <c>run</c>.</summary>
internal sealed class RunArguments
{
    /// <summary>The name of the argument that takes the words of the command in the bottle.</summary>
    public const string Words = "command";

    private const string ReadOnly = ":ro";

    private readonly Option<string?> _name = new("--name") { Description = "The run's name (default: chosen for you).", HelpName = "NAME" };

    private readonly Option<ProviderAmount[]> _budget = new("--budget")
    {
        Description = "The run's own limit in tokens; once for each provider.", HelpName = "PROVIDER=TOKENS", CustomParser = ProviderAmount.ParseAll,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _shutdown =
        ChoiceOption.Create<CutoffPolicy>(
            "--shutdown",
            "Action when a budget is spent (default: from settings.yml, or else cutoff of every host). cutoff_provider closes only the hosts of the budget's "
                + "provider.");

    private readonly Option<string?> _isolation = ChoiceOption.Create(
        "--isolation",
        "Kind of isolation (default: sandbox). container needs docker or podman, and --image. With none nothing is enforced: the proxy is only offered.",
        Habits.Isolation, "sandbox", "container", "none");

    private readonly Option<string?> _image = new("--image")
    {
        Description = "The image of --isolation container, as docker or podman name it; it must contain the command and /bin/sh.", HelpName = "IMAGE",
    };

    private readonly Option<string[]> _share = new("--share")
    {
        Description = "A further file or folder for the command, at its own path; with :ro it cannot write there.", HelpName = "PATH[:ro]",
    };

    private readonly Option<string?> _workspace = ChoiceOption.Create<WorkspaceKind>(
        "--workspace",
        "The command's working folder: the current folder itself, a clone of its git repository with your uncommitted changes (take the work back with "
            + "'bot-bottle fetch'), or an empty folder (default: from the bottle, or else share).");

    private readonly Option<bool> _clean = new("--clean") { Description = "With --workspace clone: only what is committed." };

    private readonly Option<string[]> _carry = new("--carry")
    {
        Description = "With --workspace clone: a file or folder that git ignores, such as node_modules, is copied into the clone too.", HelpName = "PATH",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "With --workspace clone: begin with the branches and files of another run's clone, in place of yours.", HelpName = "RUN",
    };

    private readonly Option<string[]> _env = new("--env")
    {
        Description = "A variable of your environment, or a value, for the command.", HelpName = "NAME[=VALUE]",
    };

    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "An agent's definition: agents/NAME.md of ~/.bot-bottle, or .bot-bottle/agents/NAME.md of the repository, which takes precedence.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _bottle = new("--bottle")
    {
        Description = "A bottle's definition, bottles/NAME.md of ~/.bot-bottle; several are merged in order. Replaces what the agent names.", HelpName = "NAME",
    };

    private readonly Option<bool> _trust = new("--trust-repo-agent")
    {
        Description = "Trust the repository's agent in its present form, without a question.",
    };

    private readonly Option<string?> _routes = RoutesOption.Create();

    private readonly Option<string[]> _allow = new("--allow")
    {
        Description =
        $"Further hosts to open: a registry ({string.Join(", ", RegistryPresets.Names)}), read-only; an agent's hosts, by its name; or a whole host. Separate "
            + "several with commas. 'bot-bottle check --show allow:npm' lists what one opens.",
        HelpName = "NAME|HOST,...",
    };

    private readonly Option<string[]> _provider = new("--provider")
    {
        Description = "Further providers whose hosts to open, with your key: built in, or under 'providers' of settings.yml. Separate several with commas.",
        HelpName = "NAME,...",
    };

    private readonly Option<bool> _agentCredentials = new("--agent-credentials")
    {
        Description = "Let the command use its own login at providers. It is still metered, but the command chooses the account that pays. Not with --login.",
    };

    private readonly Option<string[]> _login = new("--login")
    {
        Description = "A login that 'bot-bottle login' keeps: the proxy adds its token and refreshes it, and the command holds a placeholder (default: the "
            + "bottle's; or the agent's only one, if your environment has no key for it).",
        HelpName = "[AGENT:]NAME",
    };

    private readonly Option<string?> _preset = new("--preset")
    {
        Description = "The preset of a known agent: its hosts, and its settings in the bottle (default: by the command's name; none for no preset).",
        HelpName = "NAME",
    };

    private readonly Option<string?> _onBreach = ChoiceOption.Create<BreachPolicy>(
        "--on-breach",
        "Reaction if the command leaves something in a shared folder that makes your git act for it (a link or special file below .git, a git setting that "
            + "runs a program): "
        + "stop ends the run with exit code 137, warn only reports it (default: stop).");

    private readonly Option<bool> _noSupervise = new("--no-supervise")
    {
        Description = "Ask no operator: what would wait for 'bot-bottle approve' is masked towards model providers, and refused elsewhere.",
    };

    private readonly Option<bool> _rawTerminal = new("--raw-terminal")
    {
        Description =
        "Pass all output of the command to your terminal: clipboard, titles, pictures, queries. docs/terminal.md lists what is dropped without it.",
    };

    private readonly Argument<string[]> _command = new(Words)
    {
        Description = "The command and its arguments, after --; may come from the agent's definition.", HelpName = "COMMAND", Arity = ArgumentArity.ZeroOrMore,
    };

    public void AddTo(Command verb)
    {
        _name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var name }] && !Scope.IsName(name))
            {
                result.AddError($"--name: '{name}' is not a name; letters, digits, dots, dashes and underscores, a letter or digit first");
            }
        });
        _env.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => !IsVariable(token.Value)))
            {
                result.AddError($"--env: '{token.Value}' is not a variable; write NAME or NAME=VALUE");
            }
        });
        _share.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value == ReadOnly))
            {
                result.AddError($"--share: '{ReadOnly}' names no path; write --share PATH{ReadOnly}");
            }
        });
        _allow.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !AllowEntry.Split(token.Value).Any()) is { } none)
            {
                result.AddError($"--allow: '{none.Value}' names no host; write --allow NAME|HOST,...");
            }

            foreach (string problem in result.Tokens.SelectMany(token => AllowEntry.Split(token.Value)).Select(AllowEntry.Problem).OfType<string>())
            {
                result.AddError($"--allow: {problem}");
            }
        });
        foreach (Option option in new Option[] { _name, _agent, _bottle, _trust, _budget, _shutdown, _isolation, _image, _routes, _allow, _provider, _share,
            _workspace, _clean, _carry, _from, _env, _agentCredentials, _login, _preset, _noSupervise, _onBreach, _rawTerminal })
        {
            verb.Add(option);
        }

        verb.Add(_command);
    }

    /// <summary>Reads the options from a parsed command line.</summary>
    /// <param name="parsed">A command line without errors.</param>
    /// <param name="host">Gives the folder that relative paths start from, and <c>$EGRESS_ROUTES</c>.</param>
    /// <exception cref="CommandFailure">A word before <c>--</c> is not an option.</exception>
    public RunOptions Of(ParseResult parsed, CommandHost host) => new()
    {
        Name = parsed.GetValue(_name),
        Command = CommandOf(parsed),
        Agent = parsed.GetValue(_agent),
        Bottles = parsed.GetValue(_bottle) ?? [],
        TrustRepositoryAgent = parsed.GetValue(_trust),
        Budgets = (parsed.GetValue(_budget) ?? []).ToDictionary(amount => amount.Provider, amount => amount.Tokens!.Value),
        Shutdown = parsed.GetValue(_shutdown) is { } policy && WireNames.TryParse(policy, out CutoffPolicy shutdown) ? shutdown : null,
        Isolation = parsed.GetValue(_isolation) is { } kind && WireNames.TryParse(kind, out IsolationKind isolation) ? isolation : null,
        Image = parsed.GetValue(_image),
        Shares = [.. (parsed.GetValue(_share) ?? []).Select(share => ShareOf(share, host.Folder))],
        Workspace = parsed.GetValue(_workspace) is { } place && WireNames.TryParse(place, out WorkspaceKind workspace) ? workspace : null,
        Clean = parsed.GetValue(_clean),
        Carry = [.. (parsed.GetValue(_carry) ?? []).Select(path => CarriedOf(path, host.Folder))],
        From = parsed.GetValue(_from),
        Variables = (parsed.GetValue(_env) ?? []).Select(VariableOf).GroupBy(variable => variable.Name)
            .ToDictionary(same => same.Key, same => same.Last().Value),
        Routes = RoutesOption.Of(parsed.GetValue(_routes), host),
        Allow = [.. (parsed.GetValue(_allow) ?? []).SelectMany(AllowEntry.Split).Distinct()],
        Providers = [.. (parsed.GetValue(_provider) ?? []).SelectMany(AllowEntry.Split).Distinct()],
        AgentCredentials = parsed.GetValue(_agentCredentials),
        Logins = parsed.GetValue(_login) ?? [],
        Preset = parsed.GetValue(_preset),
        NoSupervise = parsed.GetValue(_noSupervise),
        OnBreach = parsed.GetValue(_onBreach) is { } breach && WireNames.TryParse(breach, out BreachPolicy onBreach) ? onBreach : BreachPolicy.Stop,
        RawTerminal = parsed.GetValue(_rawTerminal),
    };

    /// <summary>
    /// Gets the words after <c>--</c>. The library would take an unknown option before it for the command's first word, so that a misspelt --budget would
    /// silently set no budget.
    /// </summary>
    private string[] CommandOf(ParseResult parsed)
    {
        string[] words = parsed.GetValue(_command) ?? [];
        if (words is ["", ..])
        {
            throw CommandFailure.Usage("run: the command's first word is empty", "Write: bot-bottle run -- COMMAND");
        }

        int after = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        if (words.Length == after)
        {
            return words;
        }

        string word = words[0];
        if (!word.StartsWith('-'))
        {
            throw CommandFailure.Usage(
                $"run: '{word}' before -- is not an option of run; the command comes after --",
                after == 0 ? $"Write: bot-bottle run -- {string.Join(' ', words)}" : "Write what belongs to the command after --. Try: bot-bottle run --help");
        }

        throw CommandFailure.Usage(
            Habits.RunOption(word) is { } instead
                ? $"run: there is no option '{word}'; {instead}"
                : WrongUsage.UnknownOption("run", word, WrongUsage.OptionsOf(parsed.CommandResult.Command)),
            "Options of run come before --, the command after it. Try: bot-bottle run --help");
    }

    private static Share ShareOf(string text, string folder)
    {
        bool readOnly = text.EndsWith(ReadOnly, StringComparison.Ordinal);
        return new Share(Path.GetFullPath(readOnly ? text[..^ReadOnly.Length] : text, folder), readOnly);
    }

    private static string CarriedOf(string text, string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text, folder));
        return Path.Exists(Path.Combine(path, ".git")) && Paths.Holds(path, folder)
            ? throw CommandFailure.Usage($"--carry {text}: the whole repository is in the clone anyway; name what git ignores, such as node_modules")
            : path;
    }

    private static (string Name, string? Value) VariableOf(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
    }

    private static bool IsVariable(string text)
    {
        string name = VariableOf(text).Name;
        return name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }
}
