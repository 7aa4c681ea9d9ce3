using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Providers;

[Parallelizable(ParallelScope.All)]
public sealed class ToolRuleTests
{
    [TestCase("", null)]
    [TestCase("function custom bash_20250124 text_editor_20250728 computer_20251124 memory_20250818 local_shell apply_patch", null)]
    [TestCase("web_search", null)]
    [TestCase("web_search_20250305 web_search_20260209", null)]
    [TestCase("web_search_preview web_search_preview_2025_03_11", null)]
    [TestCase("function web_fetch_20250910", "web_fetch")]
    [TestCase("code_execution_20250825", "code_execution")]
    [TestCase("code_interpreter", "code_interpreter")]
    [TestCase("mcp", "mcp")]
    [TestCase("mcp_toolset", "mcp")]
    [TestCase("file_search", "file_search")]
    [TestCase("shell", "shell")]
    [TestCase("something_new", "something_new")]
    [TestCase("_", "_")]
    [TestCase("WEB_SEARCH", "WEB_SEARCH")]
    public void The_default_allows_the_clients_own_tools_and_the_search(string types, string? refused) =>
        Assert.That(ToolRule.FindRefused(types.Split(' ', StringSplitOptions.RemoveEmptyEntries), ToolRule.Default), Is.EqualTo(refused));

    [TestCase("web_search", "", "web_search")]
    [TestCase("web_fetch_20250910", "web_fetch", null)]
    [TestCase("web_fetch_20250910", "web_fetch_20250910", null)]
    [TestCase("web_fetch_20260101", "web_fetch_20250910", "web_fetch")]
    [TestCase("mcp_toolset mcp", "mcp", null)]
    public void A_route_can_allow_other_tools(string types, string admitted, string? refused) =>
        Assert.That(ToolRule.FindRefused(types.Split(' '), admitted.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Is.EqualTo(refused));
}
