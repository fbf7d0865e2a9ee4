using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SamHost.ShippedPlugins.Tests.DatasetTable;

/// <summary>The rows of <see cref="TreeTable"/> in the forms that people have tables in.</summary>
internal static class TreeTableForms
{
    /// <summary>Writes the rows in the form that the name says.</summary>
    public static void Write(TreeTable trees, string name)
    {
        string Row((double A, double B, string Kind) row, string separator) =>
            string.Join(separator, TreeTable.Text(row.A), TreeTable.Text(row.B), row.Kind);
        switch (name)
        {
            case "tabs.tsv":
                trees.Write(name, "a\tb\tkind\n", (row, _) => Row(row, "\t"));
                break;
            case "semicolon.csv":
                trees.Write(name, "a;b;kind\n", (row, _) => Row(row, ";").Replace('.', ','));
                break;
            case "aligned.txt":
                trees.Write(
                    name, "",
                    (row, _) => $"{row.A.ToString(CultureInfo.InvariantCulture),9}{row.B.ToString(CultureInfo.InvariantCulture),9}"
                        + $"  {row.Kind}");
                break;
            case "doubled-tab.txt":
                trees.Write(
                    name, "",
                    (row, number) => number % 3 == 0
                        ? Row(row, "\t").Replace("\t" + row.Kind, "\t\t" + row.Kind, StringComparison.Ordinal)
                        : Row(row, "\t"));
                break;
            case "comments.csv":
                trees.Write(name, "# measured in 2024\n# unit mm\na,b,kind\n", (row, _) => Row(row, ","));
                break;
            case "plus.csv":
                trees.Write(name, "a,b,kind\n", (row, _) => $"{(row.A > 0 ? "+" : "")}{Row(row, ",")}");
                break;
            case "plus-comma.csv":
                trees.Write(name, "a;b;kind\n", (row, _) => $"{(row.A > 0 ? "+" : "")}{Row(row, ";")}".Replace('.', ','));
                break;
            case "packed.csv.gz":
                var path = trees.Write("unpacked.csv", "a,b,kind\n", (row, _) => Row(row, ","));
                using (var gzip = new GZipStream(File.Create(Path.Combine(trees.Folder, name)), CompressionLevel.Fastest))
                    gzip.Write(File.ReadAllBytes(path));
                break;
            case "rows.jsonl":
                trees.Write(
                    name, "",
                    (row, _) => $$"""{"a": {{TreeTable.Text(row.A)}}, "b": {{TreeTable.Text(row.B)}}, "kind": "{{row.Kind}}"}""");
                break;
            case "trees.arff":
                trees.Write(
                    name,
                    "% a comment\n@RELATION trees\n@ATTRIBUTE a NUMERIC\n@attribute b numeric\n@ATTRIBUTE kind {ash,beech,cedar}\n@DATA\n",
                    (row, _) => Row(row, ","));
                break;
            case "trees.libsvm":
                trees.Write(
                    name, "",
                    (row, _) => $"{row.Kind} {(row.A == 0 ? "" : $"1:{TreeTable.Text(row.A)} ")}2:{TreeTable.Text(row.B)}");
                break;
            case "utf16.csv":
                var text = File.ReadAllText(trees.Write("utf8.csv", "a,b,kind\n", (row, _) => Row(row, ",")));
                File.WriteAllText(Path.Combine(trees.Folder, name), text, Encoding.Unicode);
                break;
            case "bom-crlf.csv":
                var lines = File.ReadAllText(trees.Write("lf.csv", "a,b,kind\n", (row, _) => Row(row, ",")));
                File.WriteAllText(
                    Path.Combine(trees.Folder, name), lines.Replace("\n", "\r\n", StringComparison.Ordinal), new UTF8Encoding(true));
                break;
            default:
                trees.Write(name, "a,b,kind\n", (row, _) => Row(row, ","));
                break;
        }
    }
}
