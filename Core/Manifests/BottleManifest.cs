using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Logins;
using BotBottle.Core.Routes;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>A bottle's definition in one file; values that it lacks are null or empty.</summary>
/// <param name="Name">The file's name without <c>.md</c>.</param>
/// <param name="File">The file's name for messages.</param>
/// <param name="Extends">Its parents, in order.</param>
/// <param name="Env">Variables of the agent.</param>
/// <param name="AgentProvider">The provider whose host it opens, with the host's key.</param>
/// <param name="Log">The traffic to report.</param>
/// <param name="Routes">The hosts that it opens.</param>
/// <param name="Supervise">Whether an operator decides where the routes say so.</param>
/// <param name="Git">git's settings.</param>
/// <param name="Budgets">The budgets of this bottle's own scope; never merged.</param>
/// <param name="Shutdown">The action once a budget is crossed.</param>
/// <param name="Isolation">The kind of isolation.</param>
/// <param name="Image">The container's image.</param>
/// <param name="Shares">Files and folders that the agent sees, as <c>PATH</c> or <c>PATH:ro</c>.</param>
/// <param name="Notes">The text below the front matter, for people.</param>
public sealed record BottleManifest(
    string Name, string File, IReadOnlyList<Written<string>> Extends, IReadOnlyDictionary<string, Written<EnvValue>> Env,
    Written<string>? AgentProvider, Written<EgressLog>? Log, IReadOnlyList<Route> Routes, Written<bool>? Supervise, GitGate Git,
    IReadOnlyList<Budget> Budgets, Written<CutoffPolicy>? Shutdown, Written<IsolationKind>? Isolation, Written<string>? Image,
    IReadOnlyList<Written<string>> Shares, string Notes)
{
    /// <summary>Registry presets and hosts that it opens besides its routes.</summary>
    public IReadOnlyList<Written<string>> Allow { get; init; } = [];

    /// <summary>The login that the host keeps for the provider; null if none is named.</summary>
    public Written<LoginUse>? Login { get; init; }

    /// <summary>The kind of the working folder.</summary>
    public Written<WorkspaceKind>? Workspace { get; init; }

    /// <summary>Ignored files and folders that a clone takes along, from the repository's top.</summary>
    public IReadOnlyList<Written<string>> Carry { get; init; } = [];
}

/// <summary>The value of a variable in a manifest's <c>env</c>.</summary>
/// <param name="Text">The value, or the question.</param>
/// <param name="IsQuestion">True for <c>"?question"</c>: the operator enters the value at launch.</param>
public sealed record EnvValue(string Text, bool IsQuestion);

/// <summary><c>git-gate.user</c>: the author of the bottle's commits.</summary>
/// <param name="Name">git's user.name; null if the file has none.</param>
/// <param name="Email">git's user.email; null if the file has none.</param>
public sealed record GitUser(Written<string>? Name, Written<string>? Email)
{
    /// <summary>An empty definition.</summary>
    public static GitUser None { get; } = new(null, null);

    /// <summary>The two merged by field; <paramref name="over"/> wins.</summary>
    public GitUser With(GitUser over) => new(over.Name ?? Name, over.Email ?? Email);
}

/// <summary>A definition's <c>git-gate</c>.</summary>
/// <param name="User">The author of commits.</param>
/// <param name="Repositories">The repositories by name; null without <c>repos</c>. An empty map (<c>{}</c>) drops those of the parents. A null entry was
/// written as <c>{}</c> and drops the parents' entry of its name.</param>
public sealed record GitGate(GitUser User, IReadOnlyDictionary<string, Written<GitRepository?>>? Repositories)
{
    /// <summary>An empty definition.</summary>
    public static GitGate None { get; } = new(GitUser.None, null);
}

/// <summary>An entry of <c>git-gate.repos</c>: a repository that a later version lets a bottle push to. It is checked but not served yet.</summary>
/// <param name="Url">The repository's address.</param>
/// <param name="Identity">The host's file with the key.</param>
/// <param name="HostKey">The server's key in the format of known_hosts.</param>
public sealed record GitRepository(Written<string>? Url, Written<string>? Identity, Written<string>? HostKey)
{
    /// <summary>The two merged by field; <paramref name="over"/> wins.</summary>
    public GitRepository With(GitRepository over) => new(over.Url ?? Url, over.Identity ?? Identity, over.HostKey ?? HostKey);
}

/// <summary>A value with its place in a file, so that messages can name its source.</summary>
/// <param name="Value">The value.</param>
/// <param name="Mark">The place.</param>
public sealed record Written<T>(T Value, YamlMark Mark);
