using System.Globalization;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetTable;

/// <summary>Ids, truth, texts, missing cells and splits of tables, against the rows that were written.</summary>
public sealed class TableContentsTests : IDisposable
{
    private readonly TreeTable _trees = new();

    public void Dispose() => _trees.Dispose();

    [Fact]
    public void An_id_leads_to_its_row_under_every_seed()
    {
        _trees.Write("ids.csv", "name,a,b,kind\n", (row, number) => $"tree-{number * 7},{row.A},{row.B},{row.Kind}");
        foreach (var seed in new[] { 1, 2, 3 })
        {
            using var data = _trees.Load(new TableOptions { Path = "ids.csv", Id = "name", Standardize = false }, seed);
            var features = TreeTable.FeaturesById(data);
            Assert.All(TreeTable.Rows.Index(), row => Assert.Equal((float)row.Item.A, features[$"tree-{row.Index * 7}"][0]));
            Assert.All(
                data.Train.Source.Rows.Zip(data.Train.Source.Ids),
                row => Assert.Equal($"tree-{row.First * 7}", row.Second));
            Assert.Equal(60, data.Train.Source.Count);
        }
    }

    [Fact]
    public void Cells_are_those_of_the_file_as_they_are_written()
    {
        _trees.Write("cells.csv", "a,note,b,kind\n", (row, number) => $"{row.A:0.000},\"line {number}\nof two\",{row.B},{row.Kind}");
        using var data = _trees.Load(new TableOptions { Path = "cells.csv", Exclude = ["note"] });
        var cells = data.Train.Source.Cells!;

        Assert.Equal(["a", "note", "b", "kind"], cells.Names);
        var row = (int)data.Train.Source.Rows[5];
        Assert.Equal(
            [[
                TreeTable.Rows[row].A.ToString("0.000", CultureInfo.InvariantCulture), $"line {row}\nof two",
                TreeTable.Text(TreeTable.Rows[row].B), TreeTable.Rows[row].Kind,
            ]],
            cells.Read([5]));
    }

    [Fact]
    public void Ids_that_are_there_twice_name_no_examples()
    {
        _trees.Write("twice.csv", "name,a,kind\n", (row, number) => $"{number / 2},{row.A},{row.Kind}");

        Assert.Equal(
            "Id", Assert.Throws<ComponentException>(() => _trees.Load(new TableOptions { Path = "twice.csv", Id = "name" })).Option);
    }

    [Fact]
    public void Without_a_column_of_true_labels_nobody_vouches_for_them()
    {
        _trees.Write("plain.csv", "a,b,kind\n", (row, _) => $"{row.A},{row.B},{row.Kind}");
        using var data = _trees.Load(new TableOptions { Path = "plain.csv" });

        Assert.False(data.Train.AreLabelsVerified);
        Assert.Null(data.Train.GivenLabels);
    }

    [Fact]
    public void A_column_of_true_labels_says_which_are_wrong()
    {
        string Given(string kind, int number) => number % 10 == 0 ? kind == "ash" ? "cedar" : "ash" : kind;
        _trees.Write("truth.csv", "a,b,given,true\n", (row, number) => $"{row.A},{row.B},{Given(row.Kind, number)},{row.Kind}");
        using var data = _trees.Load(new TableOptions { Path = "truth.csv", Label = "given", TrueLabel = "true" });

        Assert.True(data.Train.AreLabelsVerified);
        foreach (var (place, row) in data.Train.Source.Rows.Index())
        {
            var kind = TreeTable.Rows[(int)row].Kind;
            Assert.Equal(kind, data.ClassNames[(int)data.Train.Labels[place].item<long>()]);
            Assert.Equal(Given(kind, (int)row), data.ClassNames[(int)data.Train.GivenLabels![place].item<long>()]);
        }

        Assert.All(data.Test.Source.Rows.Index(), row =>
            Assert.Equal(TreeTable.Rows[(int)row.Item].Kind, data.ClassNames[(int)data.Test.Labels[row.Index].item<long>()]));
    }

    [Fact]
    public void Texts_and_truth_values_become_a_feature_a_category()
    {
        string Colour(int number) => ((string[])["red", "blue", "green"])[number % 3];
        _trees.Write("text.csv", "colour,a,flag,kind\n", (row, number) => $"{Colour(number)},{row.A},{number % 2 == 0},{row.Kind}");
        using var data = _trees.Load(new TableOptions { Path = "text.csv", Standardize = false });

        foreach (var (id, features) in TreeTable.FeaturesById(data))
        {
            var row = int.Parse(id, CultureInfo.InvariantCulture);
            float[] colours = [.. new[] { "blue", "green", "red" }.Select(colour => colour == Colour(row) ? 1f : 0f)];
            Assert.Equal([(float)TreeTable.Rows[row].A, .. colours, row % 2 == 0 ? 0f : 1f, row % 2 == 0 ? 1f : 0f], features);
        }

        Assert.Contains("column 'colour': text, 3 categories ('blue', 'green', 'red')", data.Notes);
    }

    [Fact]
    public void Missing_cells_are_refused_dropped_or_imputed_by_the_training_median()
    {
        string A((double A, double B, string Kind) row, int number) =>
            (number % 15) switch { 3 => "", 4 => "NA", 5 => "?", _ => TreeTable.Text(row.A) };
        bool IsMissing(int number) => number % 15 is 3 or 4 or 5;
        _trees.Write("holes.csv", "a,b,kind\n", (row, number) => $"{A(row, number)},{row.B},{row.Kind}");

        var refused = Assert.Throws<ComponentException>(() => _trees.Load(new TableOptions { Path = "holes.csv" }));
        Assert.Equal("Missing", refused.Option);
        Assert.Contains("column 'a': 12", refused.Message);

        using var dropped = _trees.Load(new TableOptions { Path = "holes.csv", Missing = MissingCells.Drop, Standardize = false });
        Assert.Equal(
            Enumerable.Range(0, 60).Where(row => !IsMissing(row)).Select(row => row.ToString(CultureInfo.InvariantCulture)).Order(),
            TreeTable.FeaturesById(dropped).Keys.Order());

        using var imputed = _trees.Load(new TableOptions { Path = "holes.csv", Missing = MissingCells.Impute, Standardize = false });
        double[] known = [.. imputed.Train.Source.Rows.Where(row => !IsMissing((int)row)).Select(row => TreeTable.Rows[row].A).Order()];
        var median = (known[(known.Length - 1) / 2] + known[known.Length / 2]) / 2;
        foreach (var (id, features) in TreeTable.FeaturesById(imputed))
        {
            var row = int.Parse(id, CultureInfo.InvariantCulture);
            Assert.Equal(
                IsMissing(row)
                    ? [(float)median, (float)TreeTable.Rows[row].B, 1f]
                    : [(float)TreeTable.Rows[row].A, (float)TreeTable.Rows[row].B, 0f],
                features);
        }
    }

    [Fact]
    public void Each_class_has_its_share_of_the_test_rows()
    {
        _trees.Write(
            "plain.csv", "a,b,kind\n",
            (row, number) => $"{row.A},{row.B},{(number < 45 ? "many" : number < 55 ? "few" : "rare")}");
        using var data = _trees.Load(new TableOptions { Path = "plain.csv", TestFraction = 0.2 });
        var counts = data.Test.Labels.data<long>().ToArray().CountBy(label => data.ClassNames[(int)label]).ToDictionary();

        Assert.Equal((9, 2, 1), (counts["many"], counts["few"], counts["rare"]));
    }

    [Fact]
    public void A_column_may_say_which_rows_test()
    {
        _trees.Write("parts.csv", "a,part,b,kind\n", (row, number) => $"{row.A},{(number % 4 == 0 ? "test" : "train")},{row.B},{row.Kind}");
        using var data = _trees.Load(new TableOptions { Path = "parts.csv", TestColumn = "part" });

        Assert.Equal(Enumerable.Range(0, 15).Select(row => 4L * row), data.Test.Source.Rows);
        Assert.Equal([2L], data.Shape.InputShape);
    }

    [Theory]
    [InlineData("index.csv", "warning: column 1 rises from row to row")]
    [InlineData("single.csv", "warning: one class has a single row, which cannot both train and test: 'oak'")]
    [InlineData("twice.csv", "test rows also stand among the training rows")]
    public void What_is_likely_a_mistake_is_warned_of(string name, string warning)
    {
        switch (name)
        {
            case "index.csv":
                _trees.Write(name, ",a,b,kind\n", (row, number) => $"{number},{row.A},{row.B},{row.Kind}");
                break;
            case "single.csv":
                _trees.Write(name, "a,b,kind\n", (row, number) => $"{row.A},{row.B},{(number == 0 ? "oak" : row.Kind)}");
                break;
            default:
                _trees.Write(
                    name, "a,b,kind\n",
                    (_, number) => $"{TreeTable.Rows[number / 2].A},{TreeTable.Rows[number / 2].B},{TreeTable.Rows[number / 2].Kind}");
                break;
        }

        using var data = _trees.Load(new TableOptions { Path = name });
        Assert.Contains(
            data.Notes,
            note => note.StartsWith("warning: ", StringComparison.Ordinal) && note.Contains(warning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_without_a_flaw_is_not_warned_of()
    {
        _trees.Write("plain.csv", "a,b,kind\n", (row, number) => $"{row.A + (number * 1e-3)},{row.B},{row.Kind}");
        using var data = _trees.Load(new TableOptions { Path = "plain.csv" });

        Assert.DoesNotContain(data.Notes, note => note.StartsWith("warning", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x,day,name,kind\n", "2024-01-01,n", "column 'day' holds dates: leave it out (Exclude), or make numbers of it by Sql")]
    [InlineData(
        "x,day,name,kind\n", "1,name {0}", "column 'name' has 60 different texts, such as 'name 0', 'name 1', 'name 2', ...: leave it out")]
    public void Columns_that_are_no_features_are_refused_with_a_way_out(string header, string cell, string message)
    {
        _trees.Write("odd.csv", header, (row, number) => $"{row.A},{string.Format(CultureInfo.InvariantCulture, cell, number)},{row.Kind}");

        Assert.Contains(message, Assert.Throws<DataFileException>(() => _trees.Load(new TableOptions { Path = "odd.csv" })).Message);
        using var without = _trees.Load(new TableOptions { Path = "odd.csv", Exclude = ["day", "na*"] });
        Assert.Equal([1L], without.Shape.InputShape);
    }

    [Theory]
    [InlineData("a,b,kind\n", "b,a,kind\n", "expected the columns 'a', 'b', 'kind'")]
    [InlineData("a,b,kind\n", "a,b,c\n", "expected the columns 'a', 'b', 'kind'")]
    public void Files_of_a_pattern_with_other_columns_are_refused(string first, string second, string message)
    {
        _trees.Write("part-1.csv", first, (row, _) => $"{row.A},{row.B},{row.Kind}");
        var other = _trees.Write("part-2.csv", second, (row, _) => $"{row.A},{row.B},{row.Kind}");

        var refused = Assert.Throws<DataFileException>(() => _trees.Load(new TableOptions { Path = "part-*.csv" }));
        Assert.Equal(other, refused.Path);
        Assert.Contains(message, refused.Message);
    }

    [Fact]
    public void Several_files_of_a_form_that_is_not_joined_are_refused()
    {
        foreach (var name in new[] { "one.libsvm", "two.libsvm" }) _trees.Write(name, "", (row, _) => $"{row.Kind} 1:{row.A} 2:{row.B}");

        Assert.Contains(
            "several files", Assert.Throws<DataFileException>(() => _trees.Load(new TableOptions { Path = "*.libsvm" })).Message);
    }

    [Fact]
    public void A_text_that_reads_like_numbers_in_the_test_file_is_a_text()
    {
        _trees.Write("train.csv", "code,a,kind\n", (row, number) => $"{(number % 2 == 0 ? "1" : "x")},{row.A},{row.Kind}");
        _trees.Write("test.csv", "code,a,kind\n", (row, _) => $"1,{row.A},{row.Kind}");
        using var data = _trees.Load(new TableOptions { Path = "train.csv", TestPath = "test.csv", Standardize = false });

        Assert.Equal(
            TreeTable.Rows.SelectMany(row => new[] { (float)row.A, 1f, 0f }), data.Test.Inputs.data<float>().ToArray());
    }

    [Fact]
    public void A_column_that_says_neither_test_nor_train_is_refused()
    {
        _trees.Write("parts.csv", "a,part,kind\n", (row, number) => $"{row.A},{(number % 4 == 0 ? "validation" : "train")},{row.Kind}");

        Assert.Contains(
            "found 'validation'",
            Assert.Throws<DataFileException>(() => _trees.Load(new TableOptions { Path = "parts.csv", TestColumn = "part" })).Message);
    }

    [Fact]
    public void Numbers_to_predict_are_no_classes()
    {
        _trees.Write("price.csv", "a,b,price\n", (row, number) => $"{row.A},{row.B},{100 + (number * 1.37)}");

        Assert.Contains(
            "60 of 60 labels", Assert.Throws<DataFileException>(() => _trees.Load(new TableOptions { Path = "price.csv" })).Message);
    }

    // The reader of the first version: cells by .NET's own parser, the split and the scaling of the contracts.
    [Fact]
    public void Csv_gives_the_bits_that_its_first_version_gave()
    {
        _trees.Write("plain.csv", "a,b,kind\n", (row, number) => $"{row.A + (number * 0.0123456789)},{row.B},{row.Kind}");
        using var data = new CsvLoader(new CsvOptions { Path = "plain.csv" }).Load(new DatasetRequest(5, _trees.Folder));

        using var scope = NewDisposeScope();
        var cells = File.ReadLines(Path.Combine(_trees.Folder, "plain.csv")).Skip(1)
            .SelectMany(line => line.Split(',').Take(2).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))).ToArray();
        var (train, test) = Preparation.Split(60, 12, 5);
        var all = tensor(cells, [60, 2]);
        var (trainInputs, testInputs) = (all.index_select(0, tensor(train)), all.index_select(0, tensor(test)));
        Preparation.Standardize(trainInputs, testInputs, over: [0]);
        Assert.Equal(trainInputs.to(ScalarType.Float32).data<float>().ToArray(), data.Train.Inputs.data<float>().ToArray());
        Assert.Equal(testInputs.to(ScalarType.Float32).data<float>().ToArray(), data.Test.Inputs.data<float>().ToArray());
        Assert.Equal(train, data.Train.Source.Rows);
    }
}
