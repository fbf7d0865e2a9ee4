using System.ComponentModel.DataAnnotations;
using System.IO.Compression;
using System.Text;
using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetTable;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetTable;

public sealed class CsvTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("csv-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Cells_become_features_in_the_order_of_the_columns_and_labels_classes_in_the_order_of_their_text()
    {
        var options = WithTest("1,2.5,b\n-3,4e1,a\n+.5, 6 ,c\n", "7,8,c\n");
        using var table = Load(options);

        Assert.Equal([3L, 2L], table.Train.Inputs.shape);
        Assert.Equal(ScalarType.Float32, table.Train.Inputs.dtype);
        Assert.Equal([1, 2.5f, -3, 40, 0.5f, 6], table.Train.Inputs.data<float>().ToArray());
        Assert.Equal([1L, 0L, 2L], table.Train.Labels.data<long>().ToArray());
        Assert.Equal(["a", "b", "c"], table.ClassNames);
        Assert.Equal([7f, 8f], table.Test.Inputs.data<float>().ToArray());
        Assert.Equal([2L], table.Test.Labels.data<long>().ToArray());
    }

    [Theory]
    [InlineData("10,2,-1", "-1,2,10")]
    [InlineData("10,2,x", "10,2,x")]
    [InlineData("b,B,a", "B,a,b")]
    [InlineData("1.5,10.5,2.5", "1.5,10.5,2.5")]
    public void Classes_are_in_numerical_order_only_where_all_are_integers(string labels, string classes)
    {
        var rows = string.Concat(labels.Split(',').Select(label => $"1,{label}\n"));
        using var table = Load(WithTest(rows, rows));

        Assert.Equal(classes.Split(','), table.ClassNames);
    }

    [Theory]
    [InlineData("kind", "kind")]
    [InlineData("0", "kind")]
    [InlineData("-3", "kind")]
    [InlineData("1", "x")]
    [InlineData("-1", "y")]
    [InlineData("y", "y")]
    public void The_label_column_goes_by_name_or_by_index_from_either_end(string column, string expected)
    {
        var options = WithTest("kind,x,y\n1,10,100\n2,20,200\n", "kind,x,y\n2,20,200\n");
        options.LabelColumn = column;
        using var table = Load(options);

        Assert.Equal(expected switch { "kind" => ["1", "2"], "x" => ["10", "20"], _ => ["100", "200"] }, table.ClassNames);
        Assert.Equal(
            expected switch { "kind" => [10f, 100f, 20f, 200f], "x" => [1f, 100f, 2f, 200f], _ => [1f, 10f, 2f, 20f] },
            table.Train.Inputs.data<float>().ToArray());
    }

    [Fact]
    public void A_name_comes_before_an_index()
    {
        var options = WithTest("0,1,2\n5,6,a\n7,8,b\n", "0,1,2\n5,6,a\n");
        (options.HasHeader, options.LabelColumn) = (true, "2");
        using var byName = Load(options);

        Assert.Equal(["a", "b"], byName.ClassNames);
    }

    [Theory]
    [InlineData("width,height,kind\n1,2,a\n3,4,b\n", null, 2)]
    [InlineData("1,2,a\n3,4,b\n", null, 2)]
    [InlineData("1,2,kind\n3,4,b\n", null, 2)] // a word in the label's column is a label
    [InlineData(",height,kind\n1,2,a\n3,4,b\n", null, 2)]
    [InlineData("1,2,3\n3,4,5\n5,6,7\n", true, 2)]
    [InlineData("1,2,3\n3,4,5\n5,6,7\n", null, 3)]
    public void A_first_row_without_a_number_among_its_features_names_the_columns(string contents, bool? hasHeader, int rows)
    {
        var options = WithTest(contents, contents);
        options.HasHeader = hasHeader;
        using var table = Load(options);

        Assert.Equal(rows, table.Train.Count);
    }

    [Fact]
    public void Quotes_hold_separators_quotes_and_line_breaks_as_in_RFC_4180()
    {
        var options = WithTest("\"1\",\"a,b\"\r\n\"2\",\"say \"\"c\"\"\"\r\n3,\"two\r\nlines\"\r\n", "1,\"a,b\"");
        using var table = Load(options);

        Assert.Equal(["a,b", "say \"c\"", "two\r\nlines"], table.ClassNames);
        Assert.Equal([1f, 2f, 3f], table.Train.Inputs.data<float>().ToArray());
    }

    [Theory]
    [InlineData("\uFEFF1,a\n2,b\n")]
    [InlineData("1,a\r\n2,b\r\n")]
    [InlineData("1,a\n2,b")]
    [InlineData("1,a\n\n2,b\n\n\n")]
    [InlineData("1 , a\n 2, b \n")]
    public void Line_ends_empty_lines_surrounding_spaces_and_a_byte_order_mark_change_nothing(string contents)
    {
        using var table = Load(WithTest(contents, "1,a\n"));

        Assert.Equal([1f, 2f], table.Train.Inputs.data<float>().ToArray());
        Assert.Equal(["a", "b"], table.ClassNames);
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    [InlineData(" ")]
    public void Any_separator_will_do(string separator)
    {
        var options = WithTest("1,2,a\n3,4,b\n".Replace(",", separator), "1,2,a\n".Replace(",", separator));
        options.Separator = separator;
        using var table = Load(options);

        Assert.Equal([1f, 2f, 3f, 4f], table.Train.Inputs.data<float>().ToArray());
    }

    [Fact]
    public void A_packed_file_is_unpacked()
    {
        var options = WithTest("1,a\n2,b\n", "1,a\n");
        options.Path = "train.csv.gz";
        using (var gzip = new GZipStream(File.Create(Path.Combine(folder, options.Path)), CompressionLevel.Fastest))
            gzip.Write("5,a\n6,b\n"u8);
        using var table = Load(options);

        Assert.Equal([5f, 6f], table.Train.Inputs.data<float>().ToArray());
    }

    [Theory]
    [InlineData(10, 0.2, 2)]
    [InlineData(1000, 0.25, 250)]
    [InlineData(10, 0.001, 1)]
    [InlineData(10, 0.999, 9)]
    public void A_table_without_a_test_file_is_split_completely(int rows, double fraction, int testCount)
    {
        Write("train.csv", string.Concat(Enumerable.Range(0, rows).Select(row => $"{row},{row % 2}\n")));
        var options = new CsvOptions { Path = "train.csv", TestFraction = fraction, Standardize = false };
        using var table = Load(options);
        var (train, test) = (table.Train.Inputs.data<float>().ToArray(), table.Test.Inputs.data<float>().ToArray());

        Assert.Equal(testCount, test.Length);
        Assert.Equal(Enumerable.Range(0, rows).Select(row => (float)row), train.Concat(test).Order());
        Assert.Equal(train.Select(row => (long)row % 2), table.Train.Labels.data<long>().ToArray());
        Assert.Equal(test.Select(row => (long)row % 2), table.Test.Labels.data<long>().ToArray());
    }

    [Fact]
    public void The_seed_decides_the_split()
    {
        Write("train.csv", string.Concat(Enumerable.Range(0, 100).Select(row => $"{row},{row % 2}\n")));
        var options = new CsvOptions { Path = "train.csv", Standardize = false };
        using var first = Load(options, seed: 1);
        using var again = Load(options, seed: 1);
        using var other = Load(options, seed: 2);

        Assert.Equal(first.Test.Inputs.data<float>().ToArray(), again.Test.Inputs.data<float>().ToArray());
        Assert.NotEqual(first.Test.Inputs.data<float>().ToArray(), other.Test.Inputs.data<float>().ToArray());
    }

    [Fact]
    public void Features_are_standardised_with_the_statistics_of_the_training_rows()
    {
        var options = WithTest("1,5,a\n3,5,b\n5,5,a\n", "7,6,a\n");
        options.Standardize = true;
        using var table = Load(options);
        var deviation = Math.Sqrt(8.0 / 3);

        Assert.All(
            table.Train.Inputs.data<float>().ToArray().Zip([-2 / deviation, 0, 0, 0, 2 / deviation, 0]),
            pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.Equal(4 / deviation, table.Test.Inputs[0, 0].ToDouble(), 1e-6);
        Assert.Equal(0, table.Test.Inputs[0, 1].ToDouble());
    }

    [Fact]
    public void Small_differences_of_large_values_survive_the_standardisation()
    {
        // Seconds since 1970: float32 knows them to 128 seconds only.
        var options = WithTest("1700000000,a\n1700000001,b\n", "1700000003,a\n");
        options.Standardize = true;
        using var table = Load(options);

        Assert.Equal([-1f, 1f], table.Train.Inputs.data<float>().ToArray());
        Assert.Equal([5f], table.Test.Inputs.data<float>().ToArray());
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("\n")]
    [InlineData("é")]
    [InlineData("")]
    [InlineData(",,")]
    public void A_separator_that_cannot_be_one_is_refused_by_the_options(string separator)
    {
        var options = new CsvOptions { Path = "train.csv", Separator = separator };
        var problems = new List<ValidationResult>();

        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true));
        Assert.Equal(["Separator"], Assert.Single(problems).MemberNames);
    }

    [Fact]
    public void A_loaded_data_set_leaves_no_other_tensor_behind()
    {
        Write("train.csv", "1,a\n2,b\n3,a\n");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        using (Load(new CsvOptions { Path = "train.csv" }))
            Assert.Equal(before + 4, Tensor.TotalCount);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private CsvOptions WithTest(string train, string test)
    {
        Write("train.csv", train);
        Write("test.csv", test);
        return new CsvOptions { Path = "train.csv", TestPath = "test.csv", Standardize = false };
    }

    private void Write(string name, string contents) => File.WriteAllText(Path.Combine(folder, name), contents, new UTF8Encoding(false));

    private Dataset Load(CsvOptions options, long seed = 1) => new CsvLoader(options).Load(new DatasetRequest(seed, folder));
}
