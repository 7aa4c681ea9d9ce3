using System.Text;
using BotBottle.Core.Presets;

namespace BotBottle.Controller.Bottles;

/// <summary>The first files of a bottle's HOME. They are written only before the agent runs, because it may replace any file by a link.</summary>
internal static class HomeFiles
{
    /// <summary>File of the agent's prompt.</summary>
    public const string Prompt = ".bot-bottle-prompt.md";

    private const string GitConfiguration = ".gitconfig";

    /// <summary>Writes the files.</summary>
    /// <param name="home">HOME as the host sees it. It is new; if the run is resumed, nothing is written.</param>
    /// <param name="plan">The bottle.</param>
    public static void Write(string home, BottlePlan plan)
    {
        if (plan.Resumed)
        {
            return;
        }

        if (plan.Prompt is { } prompt)
        {
            Put(home, Prompt, prompt + "\n");
        }

        foreach (PresetFile file in plan.PresetHome)
        {
            Directory.CreateDirectory(
                Path.GetDirectoryName(Path.Combine(home, file.Path))!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Put(home, file.Path, file.Text);
        }

        if (plan.GitUser is not (null, null))
        {
            StringBuilder text = new("[user]\n");
            AppendTo(text, "name", plan.GitUser.Name);
            AppendTo(text, "email", plan.GitUser.Email);
            Put(home, GitConfiguration, text.ToString());
        }
    }

    // git-config(1): in double quotes, quotes and backslashes are escaped by a backslash. The manifest contains no control characters.
    private static void AppendTo(StringBuilder text, string key, string? value)
    {
        if (value is not null)
        {
            text.Append('\t').Append(key).Append(" = \"")
                .Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\"\n");
        }
    }

    private static void Put(string home, string name, string content)
    {
        using FileStream file = new(Path.Combine(home, name), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(Encoding.UTF8.GetBytes(content));
    }
}
