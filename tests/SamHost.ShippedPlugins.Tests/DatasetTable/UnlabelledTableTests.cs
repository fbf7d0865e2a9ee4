using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable;

namespace SamHost.ShippedPlugins.Tests.DatasetTable;

/// <summary>Rows for a trained model become the inputs that they would have been in training.</summary>
public sealed class UnlabelledTableTests : IDisposable
{
    private readonly TreeTable _trees = new();

    public void Dispose() => _trees.Dispose();

    [Theory]
    [InlineData(MissingCells.Impute)]
    [InlineData(MissingCells.Refuse)]
    public void Rows_are_the_inputs_that_they_are_in_training_whatever_the_order_of_the_columns(MissingCells missing)
    {
        string A(double a, int row) => missing == MissingCells.Impute && row % 9 == 4 ? "" : TreeTable.Text(a);
        _trees.Write(
            "train.csv", "name,a,b,shape,kind\n", (row, number) => $"t{number},{A(row.A, number)},{row.B},{Shape(number)},{row.Kind}");
        _trees.Write("new.csv", "note,shape,b,a,name\n", (row, number) => $"x,{Shape(number)},{row.B},{A(row.A, number)},t{number}");
        var options = new TableOptions { Path = "train.csv", Label = "kind", Id = "name", Missing = missing };
        using var data = _trees.Load(options);
        using var rows = Read(options, data, "new.csv");

        var trained = TreeTable.FeaturesById(data);
        Assert.Equal(Enumerable.Range(0, 60).Select(row => $"t{row}"), rows.Ids);
        Assert.All(rows.Ids.Index(), row => Assert.Equal(trained[row.Item], rows.Inputs![row.Index].data<float>().ToArray()));
        Assert.Empty(rows.Notes);
    }

    [Fact]
    public void A_file_without_names_is_read_by_places_and_its_ids_are_the_numbers_of_its_rows()
    {
        _trees.Write("train.csv", "", (row, _) => $"{row.A},{row.B},{row.Kind}");
        _trees.Write("new.csv", "", (row, _) => $"{row.A},{row.B}");
        var options = new TableOptions { Path = "train.csv", HasHeader = false };
        using var data = _trees.Load(options);
        using var rows = Read(options, data, "new.csv");

        var trained = TreeTable.FeaturesById(data);
        Assert.Equal(60, rows.Ids.Count);
        Assert.All(rows.Ids.Index(), row => Assert.Equal(trained[row.Item], rows.Inputs![row.Index].data<float>().ToArray()));
    }

    [Fact]
    public void A_csv_reads_them_too()
    {
        _trees.Write("train.csv", "a,b,kind\n", (row, _) => $"{row.A},{row.B},{row.Kind}");
        var loader = new CsvLoader(new CsvOptions { Path = "train.csv" });
        using var data = loader.Load(new DatasetRequest(1, _trees.Folder));
        using var rows = loader.LoadUnlabelled(new UnlabelledRequest("train.csv", data.InputPreparation!, _trees.Folder));

        Assert.All(
            TreeTable.FeaturesById(data),
            example => Assert.Equal(
                example.Value, rows.Inputs![int.Parse(example.Key, null)].data<float>().ToArray()));
    }

    [Fact]
    public void A_query_is_followed_by_a_query_or_by_a_file_of_its_columns()
    {
        _trees.Write("train.csv", "a,b,kind\n", (row, _) => $"{row.A},{row.B},{row.Kind}");
        _trees.Write("new.csv", "twice\n", (row, _) => TreeTable.Text(2 * row.A));
        var options = new TableOptions { Sql = "SELECT 2 * a AS twice, b, kind FROM 'train.csv'", Label = "kind" };
        using var data = _trees.Load(options);
        using var rows = Read(options, data, "SELECT b, 2 * a AS twice FROM 'train.csv'");

        var trained = TreeTable.FeaturesById(data);
        Assert.All(rows.Ids.Index(), row => Assert.Equal(trained[row.Item], rows.Inputs![row.Index].data<float>().ToArray()));
        _trees.Write("new.csv", "b,twice\n", (row, _) => $"{row.B},{TreeTable.Text(2 * row.A)}");
        using var file = Read(options, data, "new.csv");
        Assert.Equal(60, file.Ids.Count);
    }

    [Fact]
    public void What_the_training_table_did_not_have_is_said()
    {
        _trees.Write("train.csv", "a,shape,kind\n", (row, number) => $"{row.A},{Shape(number)},{row.Kind}");
        var options = new TableOptions { Path = "train.csv" };
        using var data = _trees.Load(options);

        _trees.Write("unseen.csv", "a,shape\n", (row, number) => $"{row.A},{(number < 3 ? "flat" : Shape(number))}");
        using var unseen = Read(options, data, "unseen.csv");
        Assert.Contains("'flat' in 3 rows", Assert.Single(unseen.Notes), StringComparison.Ordinal);
        Assert.Equal([0f, 0f], unseen.Inputs![0].data<float>().ToArray()[1..]);

        _trees.Write("absent.csv", "c,b\n", (row, _) => $"{row.A},{row.B}");
        var absent = Assert.Throws<DataFileException>(() => Read(options, data, "absent.csv"));
        Assert.Contains("expected column 'a', column 'shape'", absent.Message, StringComparison.Ordinal);
        _trees.Write("texts.csv", "a,shape\n", (_, number) => $"high,{Shape(number)}");
        Assert.Contains(
            "no numbers", Assert.Throws<DataFileException>(() => Read(options, data, "texts.csv")).Message, StringComparison.Ordinal);
        _trees.Write("holes.csv", "a,shape\n", (row, number) => $"{(number < 2 ? "" : row.A)},{Shape(number)}");
        Assert.Contains(
            "column 'a': 2", Assert.Throws<DataFileException>(() => Read(options, data, "holes.csv")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no such file", Assert.Throws<DataFileException>(() => Read(options, data, "none.csv")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_that_are_there_twice_are_refused()
    {
        _trees.Write("train.csv", "name,a,kind\n", (row, number) => $"t{number},{row.A},{row.Kind}");
        _trees.Write("new.csv", "name,a\n", (row, number) => $"t{number / 2},{row.A}");
        var options = new TableOptions { Path = "train.csv", Id = "name" };
        using var data = _trees.Load(options);

        Assert.Equal("Id", Assert.Throws<ComponentException>(() => Read(options, data, "new.csv")).Option);
    }

    private static string Shape(int row) => row % 3 == 0 ? "round" : "tall";

    private UnlabelledExamples Read(TableOptions options, Dataset data, string source) =>
        new TableLoader(options).LoadUnlabelled(new UnlabelledRequest(source, data.InputPreparation!, _trees.Folder));
}
