namespace BotBottle.Core.Manifests;

/// <summary>A definition's <c>git-gate</c>.</summary>
/// <param name="User">Who commits.</param>
/// <param name="Repositories">By name; null where <c>repos</c> is not written, empty where it was written as <c>{}</c>, which drops what parents name. An entry that
/// is null was written as <c>{}</c> and drops the parents' of its name.</param>
public sealed record GitGate(GitUser User, IReadOnlyDictionary<string, Written<GitRepository?>>? Repositories)
{
    /// <summary>Nothing written.</summary>
    public static GitGate None { get; } = new(GitUser.None, null);
}
