using System.Globalization;
using DuckDB.NET.Data;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable;
using SamHost.Plugins.NoiseFromFile;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetTable;

/// <summary>A table with other labels: what was written is read by the same options, and is what it was but for these.</summary>
public sealed class RelabelledTableTests : IDisposable
{
    private const int Mended = 3;
    private const int LeftOut = 5;

    private static readonly Dictionary<string, string?> Labels = Enumerable.Range(0, 60).ToDictionary(
        row => Text(row),
        row => row switch { Mended => Other(TreeTable.Rows[row].Kind), LeftOut => null, _ => TreeTable.Rows[row].Kind });

    private readonly TreeTable _trees = new();

    public void Dispose() => _trees.Dispose();

    [Theory]
    [InlineData("plain.csv", "out.csv")]
    [InlineData("plain.csv", "out.parquet")]
    [InlineData("tabs.tsv", "out.tsv")]
    [InlineData("semicolon.csv", "out.csv")]
    [InlineData("semicolon.csv", "out.parquet")]
    [InlineData("aligned.txt", "out.txt")]
    [InlineData("aligned.txt", "out.parquet")]
    [InlineData("doubled-tab.txt", "out.csv")]
    [InlineData("comments.csv", "out.csv")]
    [InlineData("plus.csv", "out.csv")]
    [InlineData("plus.csv", "out.parquet")]
    [InlineData("plus-comma.csv", "out.parquet")]
    [InlineData("packed.csv.gz", "out.csv")]
    [InlineData("rows.jsonl", "out.csv")]
    [InlineData("rows.jsonl", "out.parquet")]
    [InlineData("trees.arff", "out.csv")]
    [InlineData("trees.arff", "out.parquet")]
    [InlineData("trees.libsvm", "out.parquet")]
    [InlineData("utf16.csv", "out.csv")]
    [InlineData("bom-crlf.csv", "out.csv")]
    public void Every_form_is_read_back_by_its_options(string name, string written)
    {
        TreeTableForms.Write(_trees, name);
        var options = new TableOptions
        {
            Path = name,
            Label = name.EndsWith("libsvm", StringComparison.Ordinal) ? "label"
                : name.EndsWith("txt", StringComparison.Ordinal) ? "-1"
                : "kind",
            Standardize = false,
            Encoding = name.StartsWith("utf16", StringComparison.Ordinal) ? "utf-16" : null,
        };

        var read = new TableLoader(options).WriteRelabelled(new RelabelRequest(written, Labels, _trees.Folder));

        Assert.Equal($$"""{"Path":"{{written}}"}""", read.ToJsonString());
        options.Path = (string?)read["Path"];
        using var data = _trees.Load(options);
        var (features, kinds) = (TreeTable.FeaturesById(data), TreeTable.KindsById(data));
        Assert.Equal(59, features.Count);
        foreach (var (place, row) in Enumerable.Range(0, 60).Where(row => row != LeftOut).Index())
        {
            Assert.Equal([(float)TreeTable.Rows[row].A, (float)TreeTable.Rows[row].B], features[Text(place)]);
            Assert.Equal(Labels[Text(row)], kinds[Text(place)]);
        }

        Assert.Equal([Path.Combine(_trees.Folder, written)], Directory.GetFiles(_trees.Folder, "out*"));
    }

    [Fact]
    public void All_cells_but_the_labels_stay_as_they_are_written()
    {
        var path = Path.Combine(_trees.Folder, "own.csv");
        File.WriteAllText(
            path,
            "name;note;size;zip;kind\n"
                + "b2;\"with \"\"quotes\"\"; and more\";1,50;00123; ash \n"
                + "a1;NA;+2,5;00456;ash\n"
                + "c3;\"two\nlines\";;00789;beech\n"
                + "d4;plain;4,00;01000;beech\n"
                + "never judged;plain;5,00;01000;beech\n");
        var options = new TableOptions
        {
            Path = "own.csv", Label = "kind", Id = "name", Exclude = ["zip", "note"], Missing = MissingCells.Impute,
        };
        var labels = new Dictionary<string, string?> { ["b2"] = "ash", ["a1"] = "beech", ["c3"] = null, ["d4"] = "ash" };

        new TableLoader(options).WriteRelabelled(new RelabelRequest("out.csv", labels, _trees.Folder));

        Assert.Equal(
            "name;note;size;zip;kind\n"
                + "b2;\"with \"\"quotes\"\"; and more\";1,50;00123; ash \n"
                + "a1;NA;+2,5;00456;beech\n"
                + "d4;plain;4,00;01000;ash\n"
                + "never judged;plain;5,00;01000;beech\n",
            File.ReadAllText(Path.Combine(_trees.Folder, "out.csv")));
    }

    [Fact]
    public void What_is_no_feature_stays_a_text_in_Parquet_and_a_number_of_a_label_a_number()
    {
        _trees.Write("own.csv", "zip,a,kind\n", (row, number) => $"0{number:000},{row.A},{number % 2}");
        var options = new TableOptions { Path = "own.csv", Label = "kind", Exclude = ["zip"] };
        new TableLoader(options).WriteRelabelled(
            new RelabelRequest("first.parquet", new Dictionary<string, string?> { ["0"] = "1" }, _trees.Folder));
        Query($"COPY (SELECT zip, a, kind::INTEGER AS kind FROM '{At("first.parquet")}') TO '{At("numbers.parquet")}'");
        options.Path = "numbers.parquet";

        new TableLoader(options).WriteRelabelled(
            new RelabelRequest("second.parquet", new Dictionary<string, string?> { ["2"] = "1" }, _trees.Folder));

        Assert.Equal(
            ["0000 1 VARCHAR INTEGER", "0001 1 VARCHAR INTEGER", "0002 1 VARCHAR INTEGER", "0003 1 VARCHAR INTEGER"],
            Query($"SELECT zip || ' ' || kind || ' ' || typeof(zip) || ' ' || typeof(kind) FROM '{At("second.parquet")}' LIMIT 4"));
    }

    [Fact]
    public void A_cell_with_the_mark_of_a_comment_stays_whole()
    {
        File.WriteAllText(At("own.csv"), "a,kind\n1,\"as#h\"\n2,beech\n3,\"as#h\"\n4,beech\n");
        var options = new TableOptions { Path = "own.csv", Label = "kind", Comment = "#", Standardize = false };

        new TableLoader(options).WriteRelabelled(
            new RelabelRequest("out.csv", new Dictionary<string, string?> { ["1"] = "as#h" }, _trees.Folder));

        Assert.Equal("a,kind\n1,\"as#h\"\n2,\"as#h\"\n3,\"as#h\"\n4,beech\n", File.ReadAllText(At("out.csv")));
    }

    [Fact]
    public void A_column_without_a_name_has_its_place_for_one_in_Parquet()
    {
        _trees.Write("own.csv", ",a,kind\n", (row, number) => $"{number},{row.A},{row.Kind}");
        var options = new TableOptions { Path = "own.csv", Label = "kind" };

        new TableLoader(options).WriteRelabelled(new RelabelRequest("out.parquet", Labels, _trees.Folder));

        Assert.Equal(["column 1"], Query($"SELECT name FROM parquet_schema('{At("out.parquet")}') WHERE name LIKE 'column%'"));
    }

    [Theory]
    [InlineData("own.csv", null, null, "own.csv")]
    [InlineData("own-*.csv", null, null, "own-3.csv")]
    [InlineData("own.csv", "test-*.csv", null, "test-1.csv")]
    [InlineData(null, null, "SELECT a, kind FROM 'own.csv'", "own.csv")]
    public void The_data_themselves_are_not_replaced(string? path, string? test, string? sql, string written)
    {
        foreach (var name in new[] { "own.csv", "own-1.csv", "test-1.csv" })
            _trees.Write(name, "a,kind\n", (row, _) => $"{row.A},{row.Kind}");
        var options = new TableOptions { Path = path, TestPath = test, Sql = sql, Label = "kind" };

        var error = Assert.Throws<DataFileException>(
            () => new TableLoader(options).WriteRelabelled(new RelabelRequest(written, Labels, _trees.Folder)));

        Assert.Contains("this is a file of the data themselves: give another name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_becomes_a_file()
    {
        _trees.Write("own.csv", "a,b,kind\n", (row, _) => $"{row.A},{row.B},{row.Kind}");
        var options = new TableOptions { Sql = "SELECT b AS half, kind FROM 'own.csv'", Label = "kind" };

        var read = new TableLoader(options).WriteRelabelled(new RelabelRequest("out.csv", Labels, _trees.Folder));

        Assert.Equal("""{"Path":"out.csv","Sql":null}""", read.ToJsonString());
        Assert.Equal("half,kind", File.ReadLines(At("out.csv")).First());
    }

    [Fact]
    public void The_labels_are_those_that_from_file_reads_out_of_the_mended_labels()
    {
        _trees.Write("own.csv", "name,a,b,kind\n", (row, number) => $"t{number},{row.A},{row.B},{row.Kind}");
        File.WriteAllLines(
            At("clean.csv"),
            Labels.Select(label => $"t{label.Key},{label.Value ?? "ash"},{(label.Value is null ? "dropped" : "kept")}")
                .Prepend("id,label,action"));
        var options = new TableOptions { Path = "own.csv", Label = "kind", Id = "name" };
        using var data = _trees.Load(options);
        using var generator = new Generator(1, CPU);
        var given = new FromFileNoise(new FromFileOptions { Path = "clean.csv", AreCorrections = true }).Corrupt(new NoiseRequest
        {
            Labels = data.Train.Labels.data<long>().ToArray(), Examples = data.Train, ClassNames = data.ClassNames, Generator = generator,
            BaseDirectory = _trees.Folder,
        });

        new TableLoader(options).WriteRelabelled(new RelabelRequest(
            "out.csv", Labels.ToDictionary(label => $"t{label.Key}", label => label.Value), _trees.Folder));
        options.Path = "out.csv";
        using var mended = _trees.Load(options);
        var kinds = TreeTable.KindsById(mended);

        Assert.Equal(
            data.Train.Source.Ids.Zip(given).Select(row => (row.First, row.Second < 0 ? null : data.ClassNames[(int)row.Second])),
            data.Train.Source.Ids.Select(id => (id, kinds.GetValueOrDefault(id))));
    }

    [Theory]
    [InlineData("own.csv", "this is a file of the data themselves")]
    [InlineData("own-2.csv", "this is a file of the data themselves")]
    [InlineData("test.csv", "this is a file of the data themselves")]
    [InlineData("no/such/folder/out.csv", "cannot be written")]
    public void What_cannot_be_written_is_one_clear_error(string destination, string problem)
    {
        _trees.Write("own.csv", "a,b,kind\n", (row, _) => $"{row.A},{row.B},{row.Kind}");
        var loader = new TableLoader(new TableOptions { Path = "own*.csv", TestPath = "test.csv", Label = "kind" });

        var error = Assert.ThrowsAny<ComponentException>(
            () => loader.WriteRelabelled(new RelabelRequest(destination, Labels, _trees.Folder)));
        Assert.Contains(destination, error.Message);
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public void Another_table_is_refused_and_so_is_a_form_that_would_be_read_in_another_way()
    {
        _trees.Write("own.csv", "a,b,kind\n", (row, _) => $"{row.A},{row.B},{row.Kind}");
        Query($"COPY (SELECT a, (b > 1010)::INTEGER::VARCHAR AS b, kind FROM '{At("own.csv")}') TO '{At("own.parquet")}'");
        var csv = new TableLoader(new TableOptions { Path = "own.csv", Label = "kind" });
        var parquet = new TableLoader(new TableOptions { Path = "own.parquet", Label = "kind" });

        var unknown = new Dictionary<string, string?>(Labels) { ["60"] = "ash" };
        Assert.Contains(
            "it has no examples such as '60'",
            Assert.Throws<DataFileException>(() => csv.WriteRelabelled(new RelabelRequest("out.csv", unknown, _trees.Folder))).Message);
        Assert.Contains(
            "out.csv: a file of this form would be read in another way, column 'b' as a Number and not as a Text; give a name that ends in "
                + ".parquet",
            Assert.Throws<DataFileException>(() => parquet.WriteRelabelled(new RelabelRequest("out.csv", Labels, _trees.Folder))).Message);
        Assert.Empty(Directory.GetFiles(_trees.Folder, "out*"));
    }

    private static string Text(int row) => row.ToString(CultureInfo.InvariantCulture);

    private static string Other(string kind) => kind == "ash" ? "cedar" : "ash";

    private string At(string name) => Path.Combine(_trees.Folder, name);

    private static List<string> Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        List<string> texts = [];
        while (rows.Read()) texts.Add(rows.GetValue(0).ToString()!);
        return texts;
    }
}
