using System.Globalization;
using System.Text;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable;

namespace SamHost.ShippedPlugins.Tests.DatasetTable;

/// <summary>The same sixty rows in every form that people have them in: the same numbers by the same ids.</summary>
public sealed class TableFormsTests : IDisposable
{
    private readonly TreeTable _trees = new();

    public void Dispose() => _trees.Dispose();

    [Theory]
    [InlineData("plain.csv")]
    [InlineData("tabs.tsv")]
    [InlineData("semicolon.csv")]
    [InlineData("aligned.txt")]
    [InlineData("doubled-tab.txt")]
    [InlineData("comments.csv")]
    [InlineData("plus.csv")]
    [InlineData("plus-comma.csv")]
    [InlineData("packed.csv.gz")]
    [InlineData("rows.jsonl")]
    [InlineData("trees.arff")]
    [InlineData("trees.libsvm")]
    [InlineData("utf16.csv")]
    [InlineData("bom-crlf.csv")]
    public void A_table_is_read_by_itself(string name)
    {
        TreeTableForms.Write(_trees, name);
        var label = name.EndsWith("libsvm", StringComparison.Ordinal) ? "label"
            : name.EndsWith("txt", StringComparison.Ordinal) ? "-1"
            : "kind";
        using var data = _trees.Load(new TableOptions
        {
            Path = name,
            Label = label,
            Standardize = false,
            Encoding = name.StartsWith("utf16", StringComparison.Ordinal) ? "utf-16" : null,
        });

        var (features, kinds) = (TreeTable.FeaturesById(data), TreeTable.KindsById(data));
        Assert.Equal(60, features.Count);
        foreach (var (row, (a, b, kind)) in TreeTable.Rows.Index())
        {
            var id = row.ToString(CultureInfo.InvariantCulture);
            Assert.Equal([(float)a, (float)b], features[id]);
            Assert.Equal(kind, kinds[id]);
        }
    }

    [Fact]
    public void Several_files_are_one_table_in_the_order_of_their_names()
    {
        _trees.Write("part-2.csv", "a,b,kind\n", (row, _) => $"{row.A + 100},{row.B},{row.Kind}");
        _trees.Write("part-1.csv", "a,b,kind\n", (row, _) => $"{row.A},{row.B},{row.Kind}");
        using var data = _trees.Load(new TableOptions { Path = "part-*.csv", Standardize = false });
        var features = TreeTable.FeaturesById(data);

        Assert.Equal((float)TreeTable.Rows[7].A, features["7"][0]);
        Assert.Equal((float)(TreeTable.Rows[7].A + 100), features["67"][0], 1e-4);
    }

    [Fact]
    public void A_query_makes_numbers_of_dates()
    {
        _trees.Write("dates.csv", "day,b,kind\n", (row, number) => $"2024-01-{(number % 28) + 1:00},{row.B},{row.Kind}");
        using var data = _trees.Load(new TableOptions
        {
            Sql = "SELECT epoch(day) AS day, b, kind FROM 'dates.csv'", Label = "kind", Standardize = false,
        });

        Assert.Equal(
            (float)(new DateTime(2024, 1, 4, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalSeconds,
            TreeTable.FeaturesById(data)["3"][0]);
    }

    [Fact]
    public void A_table_of_Latin_1_is_read_and_said_to_be()
    {
        File.WriteAllText(
            Path.Combine(_trees.Folder, "latin.csv"),
            "gr\u00f6\u00dfe,b,kind\n1,2,B\u00e4ume\n2,3,ash\n3,3,ash\n4,4,B\u00e4ume\n",
            Encoding.Latin1);
        using var data = _trees.Load(new TableOptions { Path = "latin.csv" });

        Assert.Equal(["B\u00e4ume", "ash"], data.ClassNames);
        Assert.Contains(data.Notes, note => note.Contains("Latin-1", StringComparison.Ordinal));
        Assert.Contains("column 'gr\u00f6\u00dfe': number", data.Notes);
    }

    [Fact]
    public void Thousands_are_read_where_an_option_says_so_and_named_where_not()
    {
        _trees.Write(
            "thousands.csv", "a,b,kind\n",
            (row, _) => $"{row.A},\"{row.B.ToString("#,0.00", CultureInfo.InvariantCulture)}\",{row.Kind}");

        var refused = Assert.Throws<DataFileException>(() => _trees.Load(new TableOptions { Path = "thousands.csv" }));
        Assert.Contains("set Thousands to ','", refused.Message);
        using var data = _trees.Load(new TableOptions { Path = "thousands.csv", Thousands = ",", Standardize = false });
        Assert.Equal((float)TreeTable.Rows[5].B, TreeTable.FeaturesById(data)["5"][1]);
    }

    [Fact]
    public void Counts_in_the_first_line_are_told_from_names()
    {
        _trees.Write("counts.csv", "60,2,ash,beech,cedar\n", (row, _) => $"{row.A},{row.B},{row.Kind}");

        Assert.Contains(
            "looks like counts and class names (60 rows, 2 features, 'ash', 'beech', 'cedar')",
            Assert.Throws<DataFileException>(() => _trees.Load(new TableOptions { Path = "counts.csv" })).Message);
    }

    [Fact]
    public void A_cell_of_another_kind_far_down_a_long_file_is_found()
    {
        File.WriteAllText(
            Path.Combine(_trees.Folder, "long.csv"),
            "a,kind\n" + string.Concat(
                Enumerable.Range(0, 50_000).Select(row => $"{(row == 49_990 ? "oops" : row % 100)},{(row % 2 == 0 ? "x" : "y")}\n")));

        Assert.Contains(
            "column 'a' holds numbers, and 1 cells that are none, such as 'oops'",
            Assert.ThrowsAny<ComponentException>(() => _trees.Load(new TableOptions { Path = "long.csv" })).Message);
    }
}
