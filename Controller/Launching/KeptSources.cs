using BotBottle.Controller.Shared;
using BotBottle.Core.Providers;

namespace BotBottle.Controller.Launching;

/// <summary>Where a run's secrets came from: names, never values. When it is resumed, the same sources are asked again.</summary>
/// <param name="Keys">Variables that held providers' keys which its routes use.</param>
/// <param name="Variables">Other variables: those that routes name, known secrets, and <c>--env NAME</c>.</param>
/// <param name="Files">Files of known secrets.</param>
internal sealed record KeptSources(IReadOnlyList<string> Keys, IReadOnlyList<string> Variables, IReadOnlyList<string> Files)
{
    /// <summary>Of a run that was kept before its sources were.</summary>
    public static KeptSources None { get; } = new([], [], []);

    /// <summary>Says it when a source that the run had is gone: it would go on with less than it had, and fail or leak later.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="environment">The environment that it is resumed with.</param>
    /// <param name="without">Sources that the operator gives up.</param>
    /// <exception cref="CommandFailure">One is missing.</exception>
    public void Require(string name, IReadOnlyDictionary<string, string> environment, IReadOnlyCollection<string> without)
    {
        string[] missing =
        [
            .. Keys.Where(variable => !Alternatives(variable).Any(IsSet)),
            .. Variables.Where(variable => !IsSet(variable)),
            .. Files.Where(file => !File.Exists(file)),
        ];
        missing = [.. missing.Except(without, StringComparer.Ordinal).Distinct(StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            throw CommandFailure.Usage(
                $"{name} cannot be resumed as it was: {string.Join(" and ", missing)} {(missing.Length == 1 ? "was" : "were")} there when it began, and {(missing.Length == 1 ? "is" : "are")} not here",
                $"Set what is missing where you resume it, or give it up: bot-bottle resume {name} {string.Join(' ', missing.Select(source => $"--without {source}"))}");
        }

        bool IsSet(string variable) => environment.GetValueOrDefault(variable, "").Length > 0;
    }

    // A provider's key may have moved to another of its variables.
    private static IReadOnlyList<string> Alternatives(string variable) =>
        ProviderTable.BuiltIn.Providers.FirstOrDefault(provider => provider.Credential.Variables.Contains(variable))?.Credential.Variables ?? [variable];
}
