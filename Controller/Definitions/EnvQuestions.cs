using BotBottle.Controller.Shared;
using BotBottle.Core.Manifests;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Definitions;

/// <summary>Gets the variables of a bottle; the operator types the values of some at launch.</summary>
internal static class EnvQuestions
{
    /// <summary>Asks for the missing values.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="env">The merged <c>env</c>.</param>
    /// <param name="given">Variables that <c>--env</c> names: the operator is not asked for these.</param>
    /// <exception cref="CommandFailure">There is no terminal to ask on.</exception>
    public static Dictionary<string, string> Answer(
        CommandHost host, IReadOnlyDictionary<string, Written<EnvValue>> env, IReadOnlyDictionary<string, string?> given)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach ((string name, Written<EnvValue> written) in env.Where(entry => !given.ContainsKey(entry.Key)))
        {
            string question = TerminalText.Clean(written.Value.Text.Length > 0 ? written.Value.Text : name);
            values[name] = !written.Value.IsQuestion
                ? written.Value.Text
                : host.Ask?.Invoke($"{question} ({name}):")
                    ?? throw CommandFailure.Usage(
                        $"{written.Mark}: env.{name} asks '{question}', and there is no terminal to ask on", $"Say --env {name}=VALUE.");
        }

        return values;
    }
}
