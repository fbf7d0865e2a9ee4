using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>The configuration reference is what the program says of itself.</summary>
public class ReferenceTablesTests
{
    [Fact]
    public void The_table_of_settings_is_the_programs() => Hold("host/docs/settings.md", "settings", ReferenceTables.Settings());

    [Fact]
    public void The_table_of_components_is_the_programs() => Hold("plugins/README.md", "components", ReferenceTables.Components());

    private static void Hold(string path, string section, string expected)
    {
        if (new Page(path).Section(section) == expected) return;
        var received = Path.Combine(AppContext.BaseDirectory, $"{section}.received.md");
        File.WriteAllText(received, expected);
        Assert.Fail(
            $"The table '{section}' of {path} is not what the program has; put what {received} holds between <!-- {section} --> and <!-- "
                + $"end of {section} -->.");
    }

    [Fact]
    public void The_table_of_results_has_the_optimizers_of_the_main_job()
    {
        // The numbers are the machine's; the rows are the configuration's.
        var configured = System.Text.Json.Nodes.JsonNode.Parse(
            Repository.Read("appsettings.json"), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!
            ["Study"]!["Optimizers"]!.AsArray().Select(optimizer => optimizer!["Name"]!.GetValue<string>());
        var rows = Page.Readme.Section("results")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..].Select(row => row.Split('|')[1].Trim());

        Assert.Equal(configured, rows);
    }
}
