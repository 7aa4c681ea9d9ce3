using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>A bottle definition as one file writes it; what it does not write is null or empty.</summary>
/// <param name="Name">The file's name without <c>.md</c>.</param>
/// <param name="File">The file's name as the operator knows it.</param>
/// <param name="Extends">Its parents, in order.</param>
/// <param name="Env">Variables of the agent.</param>
/// <param name="AgentProvider">The provider whose host it opens, with the host's key.</param>
/// <param name="Log">What of the traffic is reported.</param>
/// <param name="Routes">What it may reach.</param>
/// <param name="Supervise">Whether a person is asked where the routes say so.</param>
/// <param name="Git">git's settings.</param>
/// <param name="Budgets">The budgets of this bottle's own scope; never merged.</param>
/// <param name="Shutdown">What a crossed budget does.</param>
/// <param name="Isolation">What builds the wall.</param>
/// <param name="Image">The container's image.</param>
/// <param name="Shares">Files and folders that the agent sees, <c>PATH</c> or <c>PATH:ro</c>.</param>
/// <param name="Notes">The text below the front matter: for people.</param>
public sealed record BottleManifest(
    string Name, string File, IReadOnlyList<Written<string>> Extends, IReadOnlyDictionary<string, Written<EnvValue>> Env,
    Written<string>? AgentProvider, Written<EgressLog>? Log, IReadOnlyList<Route> Routes, Written<bool>? Supervise, GitGate Git,
    IReadOnlyList<Budget> Budgets, Written<CutoffPolicy>? Shutdown, Written<IsolationKind>? Isolation, Written<string>? Image,
    IReadOnlyList<Written<string>> Shares, string Notes)
{
    /// <summary>Registry presets and hosts that it opens besides its routes.</summary>
    public IReadOnlyList<Written<string>> Allow { get; init; } = [];
}

/// <summary>The value of a variable in a manifest's <c>env</c>.</summary>
/// <param name="Text">The value, or the question.</param>
/// <param name="IsQuestion">True where it was written <c>"?question"</c>: the operator is asked at launch.</param>
public sealed record EnvValue(string Text, bool IsQuestion);

/// <summary><c>git-gate.user</c>: what the bottle's commits are made as.</summary>
/// <param name="Name">git's user.name; null where it is not written.</param>
/// <param name="Email">git's user.email; null where it is not written.</param>
public sealed record GitUser(Written<string>? Name, Written<string>? Email)
{
    /// <summary>Nothing written.</summary>
    public static GitUser None { get; } = new(null, null);

    /// <summary>Field by field: what <paramref name="over"/> writes wins.</summary>
    public GitUser With(GitUser over) => new(over.Name ?? Name, over.Email ?? Email);
}

/// <summary>A definition's <c>git-gate</c>.</summary>
/// <param name="User">Who commits.</param>
/// <param name="Repositories">By name; null where <c>repos</c> is not written, empty where it was written as <c>{}</c>, which drops what parents name. An entry that
/// is null was written as <c>{}</c> and drops the parents' of its name.</param>
public sealed record GitGate(GitUser User, IReadOnlyDictionary<string, Written<GitRepository?>>? Repositories)
{
    /// <summary>Nothing written.</summary>
    public static GitGate None { get; } = new(GitUser.None, null);
}

/// <summary>An entry of <c>git-gate.repos</c>: a repository that a later version lets a bottle push to. Read and checked, not served yet.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Identity">The file of the host that holds the key.</param>
/// <param name="HostKey">The server's key as known_hosts has it.</param>
public sealed record GitRepository(Written<string>? Url, Written<string>? Identity, Written<string>? HostKey)
{
    /// <summary>Field by field: what <paramref name="over"/> writes wins.</summary>
    public GitRepository With(GitRepository over) => new(over.Url ?? Url, over.Identity ?? Identity, over.HostKey ?? HostKey);
}

/// <summary>A value with the place where it was written, so that what is in force can say where it comes from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Mark">The place.</param>
public sealed record Written<T>(T Value, YamlMark Mark);
