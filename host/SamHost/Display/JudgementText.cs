using SamHost.Reporting.Suspects;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>What a cross-validation says of labels, as <c>samhost suspects</c> shows it.</summary>
internal static class JudgementText
{
    private const int PairsShown = 10;

    /// <summary>The classes that are taken for others most.</summary>
    public static Table DrawPairs(LabelJudgement judgement, bool plain)
    {
        var table = new Table { Border = plain ? TableBorder.Markdown : TableBorder.Rounded };
        foreach (var (title, isNumber) in new[] { ("given label", false), ("likely", false), ("share %", true), ("95 % interval", true) })
            table.AddColumn(new TableColumn(title) { Alignment = isNumber ? Justify.Right : Justify.Left, NoWrap = plain });
        foreach (var pair in judgement.Pairs.Take(PairsShown))
        {
            table.AddRow(
                Markup.Escape(judgement.ClassNames[pair.Given]), Markup.Escape(judgement.ClassNames[pair.Likely]),
                pair.ShareText, pair.IntervalText);
        }

        return table;
    }
}
