using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Logins;
using BotBottle.Core.Manifests;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>Remarks on a valid file: keys that have no effect as they stand, and logins that the host does not keep.</summary>
/// <param name="host">The command's surroundings.</param>
internal sealed class DefinitionRemarks(CommandHost host)
{
    private const string Elsewhere = "here, in a bottle that extends this one, or as";

    /// <summary>Remarks on a bottle with its parents; those on a parent's lines are the parent's.</summary>
    /// <param name="path">The bottle's file.</param>
    /// <param name="bottle">The merged bottle.</param>
    public IEnumerable<CheckedProblem> Of(string path, EffectiveBottle bottle)
    {
        if (bottle.Carry is [var carried, ..] && bottle.Workspace?.Value != WorkspaceKind.Clone && IsIn(path, carried.Mark))
        {
            yield return At(carried.Mark, $"carry: has no effect without workspace: clone ({Elsewhere} --workspace clone)");
        }

        if (bottle.Image is { } image && bottle.Isolation?.Value != IsolationKind.Container && IsIn(path, image.Mark))
        {
            yield return At(image.Mark, $"image: has no effect without isolation: container ({Elsewhere} --isolation container)");
        }

        if (bottle.Login is { } login && IsIn(path, login.Mark))
        {
            foreach (CheckedProblem problem in Of(login.Value, login.Mark))
            {
                yield return problem;
            }
        }
    }

    /// <summary>Remarks on a login that a file names.</summary>
    /// <param name="login">The login.</param>
    /// <param name="mark">Its place; null if it is not known.</param>
    public IEnumerable<CheckedProblem> Of(LoginUse login, YamlMark? mark) => LoginStore.List(host.Home.Logins).Contains(login) ? []
        : [At(mark, $"{KeptLogins.Missing(host, ExitCode.Usage, login.ToString()).Message}. A run that needs it does not start: "
            + $"bot-bottle login {login.Agent} --name {login.Name}")];

    // A bottle's own name is written from the home.
    private bool IsIn(string path, YamlMark mark) => Path.GetFullPath(mark.File, host.Home.Root) == path;

    private static CheckedProblem At(YamlMark? mark, string message) => new(mark?.Line, mark?.Column, message);
}
