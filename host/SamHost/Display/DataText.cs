using System.Globalization;
using SamHost.Downloads;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SamHost.Display;

/// <summary>A data source as <c>samhost data</c> shows it.</summary>
internal static class DataText
{
    /// <summary>Draws a source with its folders and files.</summary>
    public static IRenderable Draw(DataState state)
    {
        var source = state.Source;
        var status = state switch
        {
            { IsVerified: true } => "[green]here[/]",
            { IsComplete: true } when state.Files.Any(file => file.Check == DataCheck.Changed) => "[red]changed[/]",
            { IsComplete: true } => "here",
            { Folder: not null } => "[red]incomplete[/]",
            _ => "missing",
        };
        var tree = new Tree($"[bold]{Markup.Escape(source.Name)}[/]  {status}: {Markup.Escape(source.Description)}");
        var found = state.Folder is null ? "" : $"; found in {Markup.Escape(state.Folder)}";
        tree.AddNode($"looked for in {Markup.Escape(string.Join(", then ", source.Folders))}{found}");
        if (state.Folder is not null)
        {
            foreach (var file in state.Files) tree.AddNode(Markup.Escape(Describe(file)));
        }

        var size = source.Downloads.Sum(download => download.Length) / 1e6;
        if (!state.IsComplete)
            tree.AddNode(
                Markup.Escape(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"samhost data fetch {source.Name} downloads {size:0.#} MB; terms of use: {source.Page}")));
        return tree;
    }

    private static string Describe(DataFileState file) => file.Check switch
    {
        DataCheck.Missing => $"{file.Name}: missing",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(file.Path)}: {file.Length:#,0} bytes, SHA-256 {file.Sha256}, {Verdict(file.Check)}"),
    };

    private static string Verdict(DataCheck check) => check switch
    {
        DataCheck.Verified => "verified",
        DataCheck.Changed => $"not what {ChecksumFile.Name} says: changed since it was fetched",
        _ => "nothing to compare it with: fetched by other means",
    };
}
