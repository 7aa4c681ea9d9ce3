using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>The tools of each agent, as it declares them to its model.</summary>
internal static class AgentTools
{
    public static IEnumerable<ToolCall> ClaudeCode(AgentStep step, string folder) =>
    [
        step switch
        {
            AgentStep.Read read => Call("Read", new() { ["file_path"] = Path.Combine(folder, read.File) }),
            AgentStep.Look look => Call("Read", new() { ["file_path"] = Path.Combine(folder, look.File) }),
            AgentStep.Edit edit =>
                Call("Edit", new() { ["file_path"] = Path.Combine(folder, edit.File), ["old_string"] = edit.Old, ["new_string"] = edit.New }),
            AgentStep.Run run => Call("Bash", new() { ["command"] = run.Command, ["description"] = "Run it" }),
            AgentStep.Delegate { InWorktree: true } task => Call("Agent", new()
            {
                ["description"] = "Do a part", ["prompt"] = task.Prompt, ["subagent_type"] = "general-purpose", ["isolation"] = "worktree",
                ["run_in_background"] = false,
            }),
            AgentStep.Delegate task => Call("Agent", new()
            {
                ["description"] = "Do a part", ["prompt"] = task.Prompt, ["subagent_type"] = "general-purpose", ["run_in_background"] = false,
            }),
            _ => throw new ArgumentException($"no tool for {step}", nameof(step)),
        },
    ];

    /// <summary>Codex's model writes JavaScript that calls the tools.</summary>
    public static IEnumerable<ToolCall> Codex(AgentStep step, string folder) => step switch
    {
        AgentStep.Read read => [Script($"text((await tools.exec_command({{cmd: {Quote($"cat {Path.Combine(folder, read.File)}")}}})).output)")],
        AgentStep.Look look => [Script($"image(await tools.view_image({{path: {Quote(Path.Combine(folder, look.File))}}}))")],
        AgentStep.Edit edit =>
            [Script(
                "text(await tools.apply_patch("
                    + Quote($"*** Begin Patch\n*** Update File: {Path.Combine(folder, edit.File)}\n@@\n-{edit.Old}\n+{edit.New}\n*** End Patch\n") + "))")],
        AgentStep.Run run => [Script($"const ran = await tools.exec_command({{cmd: {Quote(run.Command)}}}); text(ran.output + `\\nexit ${{ran.exit_code}}`)")],
        AgentStep.Delegate task =>
        [
            new("spawn_agent", new() { ["task_name"] = "part", ["message"] = task.Prompt, ["fork_turns"] = "none" }, Namespace: "collaboration"),
            new("wait_agent", new() { ["timeout_ms"] = 60_000 }, Namespace: "collaboration"),
        ],
        _ => throw new ArgumentException($"no tool for {step}", nameof(step)),
    };

    public static IEnumerable<ToolCall> GeminiCli(AgentStep step, string folder) =>
    [
        step switch
        {
            AgentStep.Read read => Call("read_file", new() { ["file_path"] = Path.Combine(folder, read.File) }),
            AgentStep.Edit edit => Call("replace", new()
            {
                ["file_path"] = Path.Combine(folder, edit.File), ["instruction"] = "Change it", ["old_string"] = edit.Old, ["new_string"] = edit.New,
            }),
            AgentStep.Run run => Call("run_shell_command", new() { ["command"] = run.Command, ["description"] = "Run it" }),
            AgentStep.Delegate task => Call("invoke_agent", new() { ["agent_name"] = "generalist", ["prompt"] = task.Prompt }),
            _ => throw new ArgumentException($"no tool for {step}", nameof(step)),
        },
    ];

    public static IEnumerable<ToolCall> OpenCode(AgentStep step, string folder) =>
    [
        step switch
        {
            AgentStep.Read read => Call("read", new() { ["filePath"] = Path.Combine(folder, read.File) }),
            AgentStep.Edit edit => Call("edit", new() { ["filePath"] = Path.Combine(folder, edit.File), ["oldString"] = edit.Old, ["newString"] = edit.New }),
            AgentStep.Run run => Call("bash", new() { ["command"] = run.Command, ["description"] = "Run it" }),
            AgentStep.Delegate task => Call("task", new() { ["description"] = "Do a part", ["prompt"] = task.Prompt, ["subagent_type"] = "general" }),
            _ => throw new ArgumentException($"no tool for {step}", nameof(step)),
        },
    ];

    public static IEnumerable<ToolCall> CopilotCli(AgentStep step, string folder) =>
    [
        step switch
        {
            AgentStep.Read read => Call("view", new() { ["path"] = Path.Combine(folder, read.File) }),
            AgentStep.Edit edit => Call("edit", new() { ["path"] = Path.Combine(folder, edit.File), ["old_str"] = edit.Old, ["new_str"] = edit.New }),
            AgentStep.Run run => Call("bash", new() { ["command"] = run.Command, ["description"] = "Run it" }),
            AgentStep.Delegate task => Call("task", new()
            {
                ["name"] = "part", ["description"] = "Do a part", ["prompt"] = task.Prompt, ["agent_type"] = "general-purpose", ["mode"] = "sync",
            }),
            _ => throw new ArgumentException($"no tool for {step}", nameof(step)),
        },
    ];

    public static IEnumerable<ToolCall> QwenCode(AgentStep step, string folder) =>
    [
        step switch
        {
            AgentStep.Read read => Call("read_file", new() { ["file_path"] = Path.Combine(folder, read.File) }),
            AgentStep.Edit edit =>
                Call("edit", new() { ["file_path"] = Path.Combine(folder, edit.File), ["old_string"] = edit.Old, ["new_string"] = edit.New }),
            AgentStep.Run run => Call("run_shell_command", new() { ["command"] = run.Command, ["is_background"] = false, ["description"] = "Run it" }),
            AgentStep.Delegate task => Call("agent", new()
            {
                ["description"] = "Do a part", ["prompt"] = task.Prompt, ["subagent_type"] = "general-purpose", ["run_in_background"] = false,
            }),
            _ => throw new ArgumentException($"no tool for {step}", nameof(step)),
        },
    ];

    private static ToolCall Call(string name, JsonObject arguments) => new(name, arguments);

    private static ToolCall Script(string code) => new("exec", [], Input: code);

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
