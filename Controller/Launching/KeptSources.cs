using BotBottle.Controller.Shared;
using BotBottle.Core.Providers;

namespace BotBottle.Controller.Launching;

/// <summary>Sources of a run's secrets: names, never values. The same sources are read again when it is resumed.</summary>
/// <param name="Keys">Variables with the providers' keys that its routes use.</param>
/// <param name="Variables">Other variables: those that routes name, those of known secrets, and <c>--env NAME</c>.</param>
/// <param name="Files">Files of known secrets.</param>
internal sealed record KeptSources(IReadOnlyList<string> Keys, IReadOnlyList<string> Variables, IReadOnlyList<string> Files)
{
    /// <summary>The value for a run that was stored before sources were recorded.</summary>
    public static KeptSources None { get; } = new([], [], []);

    /// <summary>Fails if a source of the run is missing: the run would continue with less than it had, and fail or leak later.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="environment">The environment of the resume.</param>
    /// <param name="without">Sources that the operator drops.</param>
    /// <exception cref="CommandFailure">A source is missing.</exception>
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
                $"{name} cannot be resumed as it was: {string.Join(" and ", missing)} {(missing.Length == 1 ? "was" : "were")} there when it began, and "
                    + $"{(missing.Length == 1 ? "is" : "are")} not here",
                $"Set what is missing where you resume it, or give it up: bot-bottle resume {name} "
                    + $"{string.Join(' ', missing.Select(source => $"--without {source}"))}");
        }

        bool IsSet(string variable) => environment.GetValueOrDefault(variable, "").Length > 0;
    }

    // A provider's key may have moved to another of the provider's variables.
    private static IReadOnlyList<string> Alternatives(string variable) =>
        ProviderTable.BuiltIn.Providers.FirstOrDefault(provider => provider.Credential.Variables.Contains(variable))?.Credential.Variables ?? [variable];
}
